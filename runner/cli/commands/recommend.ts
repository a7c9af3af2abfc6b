// Which method fits.
import { numberFlag, textFlag } from '../flag-values';
import { RECOMMEND_FLAGS } from '../flags/recommend-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, SAYING_FLAGS } from '../flags/target-flags';
import { say, through, type Commands } from './command';

/** Versions that are listed when nobody says how many: a thousand requests. */
const SURVEY_LIMIT = 1_000_000;

export const RECOMMEND_COMMANDS: Commands = {
  recommend: {
    usage: 'recommend',
    description: 'show which method fits and why, its cost, time and losses, and how to start it; send nothing',
    flags: {
      ...CONNECTION_FLAGS,
      ...DESTINATION_FLAGS,
      ...SAYING_FLAGS,
      ...RECOMMEND_FLAGS,
    },
    examples: [
      [
        's3-backfill recommend --source-bucket my-bucket --destination-bucket my-copies --must-keep metadata,tags',
        'both buckets are looked at, read-only',
      ],
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
      const [said, places] = [saidSituation(given), placesOf(given)];
      const options = { places, programs: world.programs, ...(await ownPrices(given, world)) };
      if (textFlag(given, 'source-bucket') === undefined && textFlag(given, 'outputs') === undefined)
        return through(recommendVerb(said, options), renderer);
      const limit = numberFlag(given, 'survey-limit', { least: 1, most: 1e12, whole: true }) ?? SURVEY_LIMIT;
      const { startWithSource } = await import('../start-source');
      const { engine, target, handoff } = await startWithSource(given, world);
      say(renderer, handoff);
      const { bucket, region, accountId } = target.source;
      const look = { ...places, bucket, region, accountId, limit, engine };
      const named = { ...options, places: { ...places, sourceBucket: bucket }, look };
      return through(recommendVerb(said, named), renderer).finally(() => engine.aws.close());
    },
  },
};
