import * as pulumi from "@pulumi/pulumi";
import { PortkeyError } from "../provider/errors";
import { fieldNames } from "../provider/jobs/fields";
import { meaninglessTimeouts, parseArguments } from "../provider/waiting/arguments";
import type { PendingJob } from "../provider/waiting/progressLine";
import type { ConnectionArgs } from "./connectionArgs";
import { runningLast } from "./lastTransformation";
import { isMocked } from "./mocks";
import { keepMessage, printingErrorsOf } from "./printedErrors";
import { providerText } from "./providerText";
import { watchRun, type MadeJob, type PreparedRun, type WatchedRun } from "./run";

/** The arguments of a job, of which these are looked at here. */
interface Given {
  readonly connection?: pulumi.Input<ConnectionArgs | undefined>;
  readonly waitFor?: unknown;
}

/** A job from when a program makes it until Pulumi's constructor is through. */
export interface Making {
  /** What that constructor takes. */
  readonly props: pulumi.Inputs;
  readonly options: pulumi.CustomResourceOptions;
  /** Undefined where mocks answer in the engine's place. */
  readonly run: WatchedRun | undefined;
  /** Takes the resource that has been made. */
  readonly finish: (resource: pulumi.CustomResource) => void;
}

/** Begins to make a job. Whatever transformations do to what it is made of, it keeps its id, its outputs and what its provider needs. */
export function beginMaking(
  name: string,
  { connection, ...own }: Given,
  opts: pulumi.CustomResourceOptions = {},
): Making {
  const job: MadeJob = { options: opts, connection: secretly(connection), resource: undefined };
  const run = isMocked() ? undefined : watchRun(name, job, own.waitFor !== undefined);
  // A transformation can give it another connection, until the constructor is through.
  const made = Promise.resolve().then(() => ({ own, connection: job.connection }));
  const prepared = pulumi.unsecret(
    pulumi.output(made).apply((known) =>
      printingErrorsOf(`${name}: `, async (): Promise<PreparedRun> => {
        const given = { ...known.own };
        return run === undefined
          ? { jobId: parseArguments(given).jobId.given, run }
          : run.prepare(given, known.connection);
      }).catch((error: unknown) => {
        throw error instanceof PortkeyError ? keepMessage(error) : error;
      }),
    ),
  );
  const { jobId, run: handedRun } = prepared;

  const settle: pulumi.ResourceTransformation = ({ props, opts: options }) => {
    if (props.connection !== job.connection) {
      job.connection = secretly(props.connection) ?? job.connection;
    }
    job.options = { ...options, id: jobId, urn: "" };
    const outputs = Object.fromEntries(fieldNames.map((output) => [output, undefined]));
    const internals = { __pending: undefined, __provider: providerText, __run: handedRun };
    return { props: { ...outputs, jobId, connection: job.connection, ...internals }, opts: job.options };
  };

  function finish(resource: pulumi.CustomResource): void {
    job.resource = resource;
    if (run === undefined) {
      return;
    }
    if (own.waitFor !== undefined) {
      const pending: unknown = Reflect.get(resource, "__pending");
      run.announce(pending as pulumi.Output<PendingJob | undefined>, prepared);
      // It settles with what is prepared, whatever becomes of that.
      pulumi.isSecret(prepared).then(run.close, run.close);
    }
    const warning = meaninglessTimeouts(job.options.customTimeouts);
    if (warning !== undefined) {
      pulumi.log.warn(`${name}: ${warning}`).catch(() => undefined);
    }
  }

  return {
    props: { jobId, connection: job.connection },
    options: { ...opts, transformations: [...(opts.transformations ?? []), runningLast(settle)] },
    run,
    finish,
  };
}

/** Not even an unknown key of the connection goes into the state in clear. */
function secretly(connection: Given["connection"]): MadeJob["connection"] {
  return connection === undefined ? undefined : pulumi.secret(connection);
}
