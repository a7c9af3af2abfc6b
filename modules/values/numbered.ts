/** Ids of constructs of one kind: the first has the plain one, so that its address stays when others come. */
export function numbered(id: string, index: number): string {
  return index === 0 ? id : `${id}-${index + 1}`;
}
