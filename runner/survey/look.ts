// Reads the headers, and where a rule asks for tags the tags, of versions whose fate a listing leaves open.
import { lookAtHead, lookAtTags } from '../evidence/look-at-version';
import type { Objects } from '../ports/s3/objects';
import { fateOf, type Fate, type Scope } from '../replication/fate';
import { withHead, type SurveyedVersion } from '../replication/surveyed-version';

export interface Looked {
  readonly version: SurveyedVersion;
  readonly fate: Fate;
}

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
    const seen = await lookAtHead(this.objects, this.bucket, listed);
    switch (seen.is) {
      case 'seen': {
        this.allowed = true;
        const looked = this.judged(withHead(listed, seen.head));
        return looked.fate.kind === 'open' ? this.seeTags(looked) : looked;
      }
      case 'gone':
        return { version: listed, fate: { kind: 'not-copied', reason: 'gone' } };
      case 'delete-marker':
        return this.judged({ ...listed, deleteMarker: true });
      case 'customer-key':
        return this.judged({ ...listed, encryption: 'SSE-C', archivedTier: false });
      case 'may-not-look':
        this.refused += 1;
        return { version: listed, fate: { kind: 'open' } };
    }
  }

  private async seeTags({ version }: Looked): Promise<Looked> {
    const seen = await lookAtTags(this.objects, this.bucket, version);
    switch (seen.is) {
      case 'seen':
        return this.judged({ ...version, tags: seen.tags });
      case 'gone':
        return { version, fate: { kind: 'not-copied', reason: 'gone' } };
      case 'may-not-look':
        this.refused += 1;
        return { version, fate: { kind: 'open' } };
    }
  }

  private judged(version: SurveyedVersion): Looked {
    return { version, fate: fateOf(version, this.scope) };
  }
}
