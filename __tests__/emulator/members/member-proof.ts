// Sends a request into a service of the emulator, and sees which of its headers, query parameters, elements and form fields are read.
import { createHash } from 'node:crypto';
import { createEmulator, type Emulator } from '../../../emulator/emulator';
import { s3ControlService } from '../../../emulator/batch/s3-control-service';
import { QueryParameters } from '../../../emulator/http/query-api';
import { ServiceError, type Service, type ServiceRequest, type ServiceResponse } from '../../../emulator/http/service';
import { XmlError } from '../../../emulator/http/xml';
import { iamService } from '../../../emulator/iam/iam-service';
import { s3Service } from '../../../emulator/s3/s3-service';
import { readPayload } from '../../../emulator/signing/payload';
import { stsService } from '../../../emulator/sts/sts-service';
import { notes } from './watched-xml';
import { addPolicy, addRole, allow, trust } from '../iam/access/small-world';

export interface Wire {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** In base64. */
  readonly body: string;
}

/** A request with one member more than it needs, and where that stands in it. */
export interface MemberRequest {
  readonly service: 's3' | 's3-control' | 'iam' | 'sts';
  readonly operation: string;
  /** `Tags.Key`; empty for the request with what it needs. */
  readonly member: string;
  readonly in: 'header' | 'headers' | 'querystring' | 'uri' | 'payload' | 'body' | 'form' | 'nothing';
  readonly name: string;
  readonly request: Wire;
}

export interface Outcome {
  readonly status: number;
  readonly message: string;
  readonly body: string;
  /** `header x-amz-acl`, `query versionId`, `element Tagging/TagSet/Tag/Key`, `form Path`. */
  readonly read: ReadonlySet<string>;
}

export function watchForms(): void {
  const original = Object.getOwnPropertyDescriptor(QueryParameters.prototype, 'optional')?.value as (
    this: QueryParameters,
    name: string,
  ) => string | undefined;
  QueryParameters.prototype.optional = function (name) {
    notes.read.add(`form ${name}`);
    return original.call(this, name);
  };
}

class WatchedQuery extends URLSearchParams {
  override get(name: string): string | null {
    notes.read.add(`query ${name}`);
    return super.get(name);
  }

  override getAll(name: string): string[] {
    notes.read.add(`query ${name}`);
    return super.getAll(name);
  }

  override has(name: string): boolean {
    notes.read.add(`query ${name}`);
    return super.has(name);
  }
}

function watchedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return new Proxy(headers, {
    get: (target, name) => {
      if (typeof name === 'string') notes.read.add(`header ${name}`);
      return Reflect.get(target, name) as unknown;
    },
  });
}

/** Without a digest of its body, S3 takes no request that deletes many objects. */
function digestOf({ query }: Wire, body: Buffer): Readonly<Record<string, string>> {
  if (!query.some(([name]) => name === 'delete')) return {};
  return { 'content-md5': createHash('md5').update(body).digest('base64') };
}

/** An emulator with one of everything that the requests name. */
export class Subject {
  private readonly services: Readonly<Record<MemberRequest['service'], Service>>;
  private readonly names: Record<string, string> = {};

  private constructor(private readonly emulator: Emulator) {
    const { world } = emulator;
    this.services = {
      s3: s3Service(world),
      's3-control': s3ControlService(world),
      iam: iamService(world),
      sts: stsService(world),
    };
  }

  static async create(): Promise<Subject> {
    const seed = { buckets: [{ name: 'replicas', region: 'us-east-1', versioning: 'Enabled' as const, objects: [] }] };
    const emulator = await createEmulator({ seed, random: () => 0.5, clock: 'controlled' } as never);
    const subject = new Subject(emulator);
    await subject.furnish();
    return subject;
  }

  close(): Promise<void> {
    return this.emulator.close();
  }

  private async furnish(): Promise<void> {
    const { world } = this.emulator;
    const policy = addPolicy(world, 'p', allow('s3:GetObject'));
    addRole(world, 'r', { inline: [], attached: [policy], boundary: policy }).inlinePolicies.set('i', allow('s3:*'));
    addRole(world, 'job', {
      inline: [allow('s3:*')],
      trustPolicy: trust({ Service: 'batchoperations.s3.amazonaws.com' }),
    });
    await this.form('iam', 'CreateUser', { UserName: 'u' });
    await this.form('iam', 'PutUserPolicy', { UserName: 'u', PolicyName: 'i', PolicyDocument: allow('s3:*') });
    await this.form('iam', 'AttachUserPolicy', { UserName: 'u', PolicyArn: policy.arn });
    const { body: key } = await this.form('iam', 'CreateAccessKey', { UserName: 'u' });
    this.names['KEY'] = /<AccessKeyId>([^<]+)/.exec(key)?.[1] ?? '';
    const headers = { 'x-amz-object-ownership': 'ObjectWriter', 'x-amz-bucket-object-lock-enabled': 'true' };
    await this.s3('PUT', '/members', { headers });
    const body = Buffer.from('hello').toString('base64');
    await this.s3('PUT', '/members/k', { body });
    this.names['VERSION'] = world.buckets.get('members')?.versions.current('k')?.versionId ?? '';
    const lock = {
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00Z',
    };
    await this.s3('PUT', '/members/locked', { body, headers: { ...lock, 'x-amz-object-lock-legal-hold': 'OFF' } });
    this.names['LOCKED'] = world.buckets.get('members')?.versions.current('locked')?.versionId ?? '';
    await this.s3('PUT', '/members/cold', { body, headers: { 'x-amz-storage-class': 'GLACIER' } });
    const { body: upload } = await this.s3('POST', '/members/k', { query: [['uploads', '']] });
    this.names['UPLOAD'] = /<UploadId>([^<]+)/.exec(upload)?.[1] ?? '';
    await this.s3('PUT', '/members/k', {
      body,
      query: [
        ['uploadId', 'UPLOAD'],
        ['partNumber', '1'],
      ],
    });
  }

  /** Creates the job that requests name. */
  async addJob(request: Wire): Promise<Outcome> {
    const outcome = await this.send('s3-control', request);
    this.names['JOB'] = /<JobId>([^<]+)/.exec(outcome.body)?.[1] ?? '';
    return outcome;
  }

  private form(service: 'iam', Action: string, fields: Readonly<Record<string, string>>): Promise<Outcome> {
    const body = Buffer.from(new URLSearchParams({ Action, ...fields }).toString()).toString('base64');
    return this.send(service, { method: 'POST', path: '/', query: [], headers: {}, body });
  }

  private s3(method: string, path: string, more: Partial<Wire>): Promise<Outcome> {
    return this.send('s3', { method, path, query: [], headers: {}, body: '', ...more });
  }

  async send(service: MemberRequest['service'], wire: Wire): Promise<Outcome> {
    const named = (text: string): string =>
      text.replace(/UPLOAD|VERSION|LOCKED|JOB|KEY/g, (name) => this.names[name] ?? name);
    const body = Buffer.from(named(Buffer.from(wire.body, 'base64').toString('latin1')), 'latin1');
    const [account] = this.emulator.accounts;
    const { accountId = '', accessKeyId = '' } = account ?? {};
    notes.read = new Set();
    const head = {
      method: wire.method,
      rawPath: named(wire.path),
      query: new WatchedQuery(wire.query.map(([name, value]): [string, string] => [name, named(value)])),
      headers: watchedHeaders({ ...wire.headers, ...digestOf(wire, body) }),
    };
    const answer = async (): Promise<ServiceResponse> => {
      const payload = readPayload({ ...head, body });
      const request: ServiceRequest = {
        ...head,
        id: '1',
        path: decodeURIComponent(head.rawPath),
        body: payload.body,
        region: 'us-east-1',
        caller: { accountId, accessKeyId, arn: `arn:aws:iam::${accountId}:root` },
      };
      return this.services[service](request).perform();
    };
    try {
      const { status, body: text = '' } = await answer();
      return { status, message: '', body: text.toString(), read: notes.read };
    } catch (error) {
      if (error instanceof XmlError) return { status: 400, message: 'MalformedXML', body: '', read: notes.read };
      if (!(error instanceof ServiceError)) throw error;
      return { status: error.status, message: `${error.code} ${error.message}`, body: '', read: notes.read };
    }
  }
}
