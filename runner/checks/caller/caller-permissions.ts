import type { CallerUse } from '../../policy/caller/caller-permission';
import { CALLER_PERMISSIONS } from '../../policy/caller/caller-permissions';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import { couldNotCheck, ok, unlessDenied, type Check } from '../check';
import { placeOf, type Wanted } from './caller-place';
import { judgeWanted, principalOf } from './judge-wanted';

/** What is asked of the run that not every run does. */
function usesOf({ run, suppliesManifest }: CheckContext): readonly CallerUse[] {
  return [
    ...(run.tagged === false ? [] : ['tags' as const]),
    ...(suppliesManifest ? ['supplied manifest' as const] : []),
    ...(run.inventory === undefined ? [] : ['inventory' as const]),
    ...(run.canary === true ? ['canary' as const] : []),
  ];
}

/** Before a run only what it cannot do without; the doctor names the rest, too. */
function wantedOf(context: CheckContext): readonly Wanted[] {
  const { verb } = context.run;
  const uses = usesOf(context);
  const concerned = CALLER_PERMISSIONS.filter(
    ({ verbs, onlyFor, required = false }) =>
      verbs.includes(verb ?? 'run') &&
      (required || verb === undefined) &&
      (onlyFor === undefined || uses.includes(onlyFor)),
  );
  return concerned.flatMap((permission) => {
    const place = placeOf(permission.on, context);
    return place === undefined ? [] : [{ permission, place }];
  });
}

/** Whoever runs the backfill, too, needs permissions. */
export const callerPermissionsCheck: Check = {
  id: 'caller-permissions',
  title: 'these credentials may do what the command cannot do without',
  run: (context) =>
    unlessDenied(async () => {
      const { arn } = await context.aws.identity.whoAmI();
      if (arn.endsWith(':root')) return [ok(`${arn} may do everything`)];
      if (wantedOf(context).length === 0) return [];
      const principal = await principalOf(arn, context);
      if (principal === undefined)
        return [couldNotCheck(`${visible(arn)} is neither a user nor a role of the account`)];
      return judgeWanted(principal, wantedOf(context), 'may create jobs', context);
    }, 'iam:GetRole'),
};
