type Optional<T> = { [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined> };
type Required<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] };

/** `members` without those that are undefined: an optional field is absent, or it has a value. */
export function defined<T extends object>(members: T): Required<T> & Optional<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Required<T> &
    Optional<T>;
}
