/** Thrown where a schema has a part that cannot be evaluated. */
export class Undecided extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "Undecided";
  }
}
