/** The Pact verifier could not come to a verdict: no pacts, no broker, no hook, or no end. */
export class PactFailed extends Error {
  override name = "TargetError";
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Pact is not installed; it is no dependency of this package, since most runs do without it. */
export class PactNotInstalled extends Error {
  override name = "UsageError";
  readonly remedy = "Install it: npm install --save-dev @pact-foundation/pact";

  constructor() {
    super("pacts are verified by the Pact verifier, which is not installed");
  }
}
