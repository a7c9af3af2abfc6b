// Flags that mean nothing to a program that is driven, and why: they are refused, since nobody would see that they were not heeded.
import { UNHEEDED_ON_THIS_MACHINE } from '../unheeded-by-copies';

const NO_FILTER = 'it has no such filter; --include and --exclude choose keys';
const NOT_KEPT = 'it keeps nothing of it; --method copy does';

const NOT_HANDED_ON =
  'what it leaves is handed on to no other method; --method copy copies objects of every size, and restores archived ones';

const NOT_GIVEN = 'its copies are given nothing in place of it; those of --method copy are';

export const UNHEEDED: Readonly<Record<string, string>> = {
  ...UNHEEDED_ON_THIS_MACHINE,
  'fail-on-empty':
    'it does not say how much it has found; nothing under a prefix is refused anyway, unless --allow-empty allows it',
  'created-after': NO_FILTER,
  'created-before': NO_FILTER,
  'storage-class': NO_FILTER,
  suffix: NO_FILTER,
  substring: NO_FILTER,
  match: NO_FILTER,
  tag: NO_FILTER,
  'all-versions': NOT_KEPT,
  keep: NOT_KEPT,
  'destination-header': NOT_GIVEN,
  'destination-metadata': NOT_GIVEN,
  'destination-tag': NOT_GIVEN,
  'without-tags': NOT_GIVEN,
  delete: 'nothing is deleted by a program that is driven; --method copy --delete does it',
  'max-delete': 'nothing is deleted by a program that is driven; --method copy --delete does it',
  route: NOT_HANDED_ON,
  'restore-tier': NOT_HANDED_ON,
  'restore-days': NOT_HANDED_ON,
  out: 'no plan of it is kept: the program that is found decides what can be done; plan shows the command',
};
