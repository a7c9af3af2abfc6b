// A process of this machine's Node that runs a function, one invocation at a time, and the folder that its code lies in.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beginSession } from '../iam/access/role-session';
import { hexDigits } from '../kms/access/key-id';
import type { LambdaFunction } from '../world/serverless/lambda-function';
import type { Session, World } from '../world/world';
import { filesOf } from './code';
import { RUNTIME_SOURCE, type InvocationMessage, type RuntimeMessage } from './runtime-source';

export interface ProcessOutcome {
  readonly kind: 'result' | 'error' | 'exited' | 'timed out';
  /** JSON; empty if the process ended. */
  readonly payload: string;
}

/** Of Lambda, which gives new credentials before they expire. */
const SESSION_SECONDS = 12 * 3600;

export class ExecutionEnvironment {
  readonly functionArn: string;
  readonly revisionId: string;
  isBusy = false;
  /** Of the real time; counts while it is not busy. */
  idleSinceMs = 0;
  isOver = false;
  /** Resolves when the process is gone and its folder too. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private readonly session: Session;
  private settle: ((outcome: ProcessOutcome) => void) | undefined;
  private write: (text: string) => void = () => undefined;

  /** @throws Error if the role does not exist */
  constructor(
    private readonly world: World,
    one: LambdaFunction,
  ) {
    const role = world.roles.get(one.settings.roleArn);
    if (role === undefined) throw new Error(`there is no role ${one.settings.roleArn}`);
    this.functionArn = one.arn;
    this.revisionId = one.revisionId;
    this.session = beginSession(world, role, one.name, SESSION_SECONDS);
    const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-function-'));
    const task = path.join(folder, 'task');
    const runtime = path.join(folder, 'runtime.cjs');
    writeFileSync(runtime, RUNTIME_SOURCE);
    mkdirSync(task);
    for (const { path: name, content } of filesOf(world, one.code)) {
      const file = path.join(task, ...name.split('/'));
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    this.child = spawn(world.nodeProgram, [runtime], {
      cwd: task,
      env: environmentOf(world, one, this.session, folder),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    // A process that dies of an error says so here.
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.write(chunk.toString('utf8')));
    }
    this.child.on('message', (message: RuntimeMessage) => this.take(message));
    this.ended = new Promise((resolve) => {
      const over = (): void => {
        if (this.isOver) return;
        this.isOver = true;
        this.finish({ kind: 'exited', payload: '' });
        world.sessions.delete(this.session.accessKeyId);
        rmSync(folder, { recursive: true, force: true });
        resolve();
      };
      this.child.on('close', over);
      this.child.on('error', over);
    });
  }

  /** Whether it can run this function as it is now. */
  fits(one: LambdaFunction): boolean {
    const isCurrent = this.functionArn === one.arn && this.revisionId === one.revisionId;
    return isCurrent && !this.isOver && this.session.expiresMs > this.world.clock.now();
  }

  /**
   * @param write - told what the function writes to its log
   * @param timeoutMs - of the real time, after which the process is ended
   */
  async invoke(message: InvocationMessage, timeoutMs: number, write: (text: string) => void): Promise<ProcessOutcome> {
    const ending = new AbortController();
    const outcome = new Promise<ProcessOutcome>((resolve) => {
      this.settle = resolve;
    });
    this.write = write;
    this.child.send(message, () => undefined);
    const isOver = this.world.clientClock.sleep(timeoutMs, ending.signal).then(
      () => this.finish({ kind: 'timed out', payload: '' }),
      () => undefined,
    );
    const reached = await outcome;
    ending.abort();
    await isOver;
    if (reached.kind === 'timed out') await this.close();
    return reached;
  }

  private take(message: RuntimeMessage): void {
    if (message.kind === 'log') this.write(message.text);
    else this.finish(message);
  }

  private finish(outcome: ProcessOutcome): void {
    this.settle?.(outcome);
    this.settle = undefined;
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Nothing of the environment that the emulator was started in, which may hold secrets. */
function environmentOf(
  world: World,
  { name, region, settings }: LambdaFunction,
  session: Session,
  folder: string,
): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    HOME: folder,
    TMPDIR: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: settings.logging['LogFormat'] ?? 'Text',
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logging['LogGroup'] ?? '',
    AWS_LAMBDA_LOG_STREAM_NAME: `${new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${hexDigits(world, 32)}`,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    AWS_ENDPOINT_URL: world.endpoint,
    LAMBDA_TASK_ROOT: path.join(folder, 'task'),
    _HANDLER: settings.handler,
    ...settings.variables,
  };
}
