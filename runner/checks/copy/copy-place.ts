import { commands } from '../../patches/commands';
import { visible } from '../../text/safe-text';
import { copySides, type CopyPlace } from '../asked/copy-sides';
import { ok, wrong, type Check, type Finding } from '../check';

function shown({ bucket, prefix }: CopyPlace): string {
  return `'s3://${visible(bucket)}/${visible(prefix)}'`;
}

/** A place beside that of the source: a copy that lists what it has written has no end, or writes over what it is to read. */
function refused(detail: string, { bucket, prefix }: CopyPlace): Finding {
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const beside = `copy-of-${folder.replaceAll('/', '-').replace(/-$/, '') || 'everything'}/`;
  return wrong(
    detail,
    `choose another bucket, or a prefix there beside that of the source, '${visible(beside)}' for example`,
    commands(['aws', 's3api', 'list-objects-v2', '--bucket', bucket, '--delimiter', '/', '--max-items', '100']),
  );
}

function look(source: CopyPlace, destination: CopyPlace): Finding {
  if (source.bucket !== destination.bucket) return ok(`from ${shown(source)} to ${shown(destination)}`);
  if (source.prefix === destination.prefix)
    return refused(`source and destination are the same place, ${shown(source)}`, source);
  if (destination.prefix.startsWith(source.prefix))
    return refused(
      `the destination ${shown(destination)} lies within the source ${shown(source)}: copies would be copied again`,
      source,
    );
  if (source.prefix.startsWith(destination.prefix))
    return refused(
      `the source ${shown(source)} lies within the destination ${shown(destination)}: copies may take the place of what is still to be copied`,
      source,
    );
  return ok(`from ${shown(source)} to ${shown(destination)}, in one bucket`);
}

export const copyPlaceCheck: Check = {
  id: 'copy-place',
  title: 'a copy goes to another place than it comes from',
  run(context) {
    const sides = copySides(context);
    return Promise.resolve(sides === undefined ? [] : [look(sides.source, sides.destination)]);
  },
};
