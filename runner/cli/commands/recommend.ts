// Which method fits.
import { RECOMMEND_FLAGS } from '../flags/recommend-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, SAYING_FLAGS } from '../flags/target-flags';
import { through, type Commands } from './command';

export const RECOMMEND_COMMANDS: Commands = {
  recommend: {
    usage: 'recommend',
    description: 'which method fits, why, what it costs, takes and loses, and how it is started; nothing is sent',
    flags: {
      ...CONNECTION_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...RECOMMEND_FLAGS,
    },
    examples: [
      [
        's3-backfill recommend --objects 20000000 --bytes 10TiB --must-keep metadata,tags --how-often once',
        'without access to AWS: what is not said is told as unknown',
      ],
    ],
    async run(given, world, renderer) {
      const [{ placesOf, saidSituation }, { ownPrices }, { recommendVerb }] = await Promise.all([
        import('../recommend/said-situation'),
        import('../start-plan'),
        import('../../verbs/recommend'),
      ]);
      const prices = await ownPrices(given, world);
      return through(recommendVerb(saidSituation(given), { places: placesOf(given), ...prices }), renderer);
    },
  },
};
