// Reads the headers, and where a rule asks for tags the tags, of versions whose fate a listing leaves open.
import { isRunnerError } from '../ports/errors';
import type { Objects } from '../ports/objects';
import { fateOf, type Fate, type Scope } from './fate';
import { withHead, type SurveyedVersion } from '../evidence/surveyed-version';

export interface Looked {
  readonly version: SurveyedVersion;
  readonly fate: Fate;
}

/** S3's answer to a look at a delete marker. */
const DELETE_MARKER = /^(MethodNotAllowed|405)$/;
/** Refusals in a row after which nobody asks any more. */
const MOST_REFUSALS = 20;

export class Looker {
  /** Versions whose headers were asked for. */
  looked = 0;
  private refused = 0;
  private allowed = false;

  constructor(
    private readonly objects: Objects,
    private readonly bucket: string,
    private readonly scope: Scope,
  ) {}

  /** @throws RunnerError when S3 gives no answer */
  async look(listed: SurveyedVersion): Promise<Looked> {
    const { version, fate } = await this.see(listed);
    if (fate.kind !== 'open') return { version, fate };
    return { version, fate: { kind: 'unknown', reason: version.encryption === 'SSE-C' ? 'sse-c' : 'may-not-look' } };
  }

  private async see(listed: SurveyedVersion): Promise<Looked> {
    if (!this.allowed && this.refused >= MOST_REFUSALS) return { version: listed, fate: { kind: 'open' } };
    this.looked += 1;
    try {
      const head = await this.objects.head(this.bucket, listed.key, listed.versionId);
      if (head === undefined) return { version: listed, fate: { kind: 'not-copied', reason: 'gone' } };
      this.allowed = true;
      const version = withHead(listed, head);
      const fate = fateOf(version, this.scope);
      return fate.kind === 'open' ? await this.seeTags(version) : { version, fate };
    } catch (error) {
      return this.notSeen(listed, error);
    }
  }

  private async seeTags(version: SurveyedVersion): Promise<Looked> {
    const tagged = { ...version, tags: await this.objects.tags(this.bucket, version.key, version.versionId) };
    return { version: tagged, fate: fateOf(tagged, this.scope) };
  }

  private notSeen(version: SurveyedVersion, error: unknown): Looked {
    if (isRunnerError(error, 'denied')) {
      this.refused += 1;
      return { version, fate: { kind: 'open' } };
    }
    if (isRunnerError(error, 'not-found')) return { version, fate: { kind: 'not-copied', reason: 'gone' } };
    if (isRunnerError(error, 'refused') && DELETE_MARKER.test(error.code ?? '')) {
      const marker = { ...version, deleteMarker: true };
      return { version: marker, fate: fateOf(marker, this.scope) };
    }
    // S3 shows the headers of a version under a customer's key only to those who have the key.
    if (!isRunnerError(error, 'refused')) throw error;
    const known: SurveyedVersion = { ...version, encryption: 'SSE-C', archivedTier: false };
    return { version: known, fate: fateOf(known, this.scope) };
  }
}
