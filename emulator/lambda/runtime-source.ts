// The program that runs in the process of a function: it loads the handler and calls it, one invocation after the other. It is written
// into the folder of the function, since the emulator itself may be one bundled file.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html

/** What the process is sent. */
export interface InvocationMessage {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  readonly remainingMs: number;
  readonly functionArn: string;
}

/** What it sends. */
export type RuntimeMessage =
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'error'; readonly payload: string };

export const RUNTIME_SOURCE = String.raw`'use strict';
const { existsSync, rmSync } = require('node:fs');
const path = require('node:path');
const { format } = require('node:util');
const { pathToFileURL } = require('node:url');

const send = process.send.bind(process);
// The emulator is gone, and could not tidy up.
process.on('disconnect', () => {
  rmSync(__dirname, { recursive: true, force: true });
  process.exit(0);
});
const { env } = process;
const isJson = env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
let requestId = '';

const log = (text) => send({ kind: 'log', text });
const toLog = (chunk, encoding, done) => {
  log(Buffer.isBuffer(chunk) ? chunk.toString('utf8') : String(chunk));
  const callback = typeof encoding === 'function' ? encoding : done;
  if (typeof callback === 'function') callback();
  return true;
};
process.stdout.write = toLog;
process.stderr.write = toLog;
const LEVELS = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE' };
for (const [name, level] of Object.entries(LEVELS)) {
  console[name] = (...words) => {
    const timestamp = new Date().toISOString();
    const message = words.length === 1 && typeof words[0] === 'object' ? words[0] : format(...words);
    log(isJson ? JSON.stringify({ timestamp, level, requestId, message }) : [timestamp, requestId, level, format(...words)].join('\t'));
  };
}

const fault = (errorType, errorMessage, trace = []) => ({ errorType, errorMessage, trace });
const told = (error) =>
  error instanceof Error
    ? fault(error.name, error.message, (error.stack ?? '').split('\n'))
    : fault(typeof error, String(error));

async function load() {
  const whole = env._HANDLER;
  const dot = whole.lastIndexOf('.');
  const name = whole.slice(dot + 1);
  const base = path.join(env.LAMBDA_TASK_ROOT, whole.slice(0, dot));
  const file = ['.mjs', '.cjs', '.js'].map((extension) => base + extension).find((one) => existsSync(one));
  if (file === undefined) {
    throw fault('Runtime.ImportModuleError', "Error: Cannot find module '" + path.basename(base) + "'");
  }
  let loaded;
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    const type = error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND' ? 'Runtime.ImportModuleError' : undefined;
    throw type === undefined ? error : fault(type, error.name + ': ' + error.message, (error.stack ?? '').split('\n'));
  }
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler === 'function') return handler;
  throw fault('Runtime.HandlerNotFound', whole + ' is undefined or not exported');
}

const ready = load();
ready.catch(() => undefined);

function call(handler, event, context) {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

process.on('message', async (message) => {
  requestId = message.requestId;
  const deadline = Date.now() + message.remainingMs;
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    const result = await call(await ready, JSON.parse(message.payload), context);
    send({ kind: 'result', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    const answer = error?.errorType === undefined ? told(error) : error;
    console.error('Invoke Error', JSON.stringify({ ...answer, stack: answer.trace }));
    send({ kind: 'error', payload: JSON.stringify(answer) });
  }
});
`;
