// AWS that is given time: what fails by throttling, by AWS's own trouble or without an answer is asked again, whichever verb asks. Each
// wait is told.
import type { Aws } from '../ports/aws';
import type { BatchOperations } from '../ports/batch/batch-operations';
import type { Buckets, ObjectBytes, RestOfObject } from '../ports/s3/buckets';
import type { DataSync } from '../ports/datasync/datasync';
import type { Queries } from '../ports/serverless/queries';
import type { Copying } from '../ports/s3/copying';
import type { Objects } from '../ports/s3/objects';
import { AfterLostAnswer, isRunnerError } from '../ports/errors';
import type { PatientCalls, Trouble } from './patient-calls';
import { wholeBytes, wholeJobs, wholeListing, wholeObjects } from './whole-streams';

/**
 * A port whose calls are answered by promises.
 * @param own calls that need more than to be repeated
 */
function patientPort<Port extends object>(port: Port, calls: PatientCalls, own: Partial<Port> = {}): Port {
  return new Proxy(port, {
    get(of, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name) as unknown;
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => calls.call(() => Promise.resolve(Reflect.apply(member, of, given)));
    },
  });
}

function patientObjects(objects: Objects, calls: PatientCalls): Objects {
  return patientPort(objects, calls, {
    versions: (bucket, range) => wholeListing((rest) => objects.versions(bucket, rest), range, calls),
  });
}

/** What writes is tried again by whoever has ordered it, who finds out what an answer that was lost has done. */
function patientCopying(copying: Copying, calls: PatientCalls): Copying {
  return patientPort(copying, calls, {
    versions: (bucket, range) => wholeListing((rest) => copying.versions(bucket, rest), range, calls),
    objects: (bucket, range) => wholeObjects((rest) => copying.objects(bucket, rest), range, calls),
    deleteObjects: (bucket, objects) => copying.deleteObjects(bucket, objects),
    deleteObject: (place, etag) => copying.deleteObject(place, etag),
    copy: (order) => copying.copy(order),
    createUpload: (order) => copying.createUpload(order),
    copyPart: (order) => copying.copyPart(order),
    completeUpload: (completion) => copying.completeUpload(completion),
    abort: (upload) => copying.abort(upload),
  });
}

function patientBuckets(buckets: Buckets, calls: PatientCalls): Buckets {
  return patientPort(buckets, calls, {
    read: async (bucket, key, owner) => {
      const open = (rest?: RestOfObject): Promise<ObjectBytes | undefined> => buckets.read(bucket, key, owner, rest);
      const bytes = await calls.call(() => open());
      return bytes === undefined ? undefined : wholeBytes(`s3://${bucket}/${key}`, bytes, open, calls);
    },
  });
}

function patientJobs(jobs: BatchOperations, calls: PatientCalls, trouble: Trouble): BatchOperations {
  return patientPort(jobs, calls, {
    create: async (request, token) => {
      const lost: unknown[] = [];
      const attempt = (): Promise<string> =>
        jobs.create(request, token).catch((error: unknown) => {
          if (isRunnerError(error, 'unavailable', 'unreachable')) lost.push(error);
          throw error;
        });
      const jobId = await calls.call(attempt).catch((error: unknown) => {
        if (lost.length === 0 || !isRunnerError(error)) throw error;
        throw new AfterLostAnswer(error.kind, error.message, error.hint, error.code);
      });
      trouble.jobsGoOn();
      return jobId;
    },
    describe: async (accountId, jobId, untilMs) => {
      const view = await calls.call(() => jobs.describe(accountId, jobId), { untilMs, also: '; the job goes on' });
      trouble.jobsGoOn();
      return view;
    },
    list: (accountId) => wholeJobs(() => jobs.list(accountId), calls),
    // A mark for later runs, which no run has to wait for.
    putTags: (accountId, jobId, tags) => jobs.putTags(accountId, jobId, tags),
  });
}

/** What was started goes on, whether its answer came or not: whoever has ordered it looks for it before it is asked for again. */
function patientSync(dataSync: DataSync, calls: PatientCalls, trouble: Trouble): DataSync {
  return patientPort(dataSync, calls, {
    start: async (request) => {
      const executionArn = await dataSync.start(request);
      trouble.jobsGoOn();
      return executionArn;
    },
    execution: async (executionArn) => {
      const view = await calls.call(() => dataSync.execution(executionArn), { also: '; the execution goes on' });
      trouble.jobsGoOn();
      return view;
    },
    executions: (taskArn) => dataSync.executions(taskArn),
  });
}

/** A query is begun once by its token, however often it is asked for; who is stopping asks for its end once. */
function patientQueries(queries: Queries, calls: PatientCalls): Queries {
  return patientPort(queries, calls, {
    stop: (place, id) => queries.stop(place, id),
    execution: (place, id) => calls.call(() => queries.execution(place, id), { also: '; the query goes on' }),
  });
}

/** @param trouble how long it is sat out, and who is told */
export function patientAws(aws: Aws, trouble: Trouble): Aws {
  // Objects and buckets are one service, and have their trouble together.
  const s3 = trouble.calls();
  return {
    region: aws.region,
    identity: patientPort(aws.identity, trouble.calls()),
    buckets: patientBuckets(aws.buckets, s3),
    objects: patientObjects(aws.objects, s3),
    copying: patientCopying(aws.copying, s3),
    access: aws.access,
    bucketSettings: patientPort(aws.bucketSettings, s3),
    roles: patientPort(aws.roles, trouble.calls()),
    permissions: patientPort(aws.permissions, trouble.calls()),
    keys: patientPort(aws.keys, trouble.calls()),
    signing: patientPort(aws.signing, trouble.calls()),
    metrics: patientPort(aws.metrics, trouble.calls()),
    logs: patientPort(aws.logs, trouble.calls()),
    batchOperations: patientJobs(aws.batchOperations, trouble.calls(), trouble),
    // What is sent twice copies nothing twice.
    queues: patientPort(aws.queues, trouble.calls()),
    functions: patientPort(aws.functions, trouble.calls()),
    queries: patientQueries(aws.queries, trouble.calls()),
    dataSync: patientSync(aws.dataSync, trouble.calls(), trouble),
    close: () => aws.close(),
  };
}
