import * as pulumi from "@pulumi/pulumi";
import { fieldNames } from "../provider/jobs/fields";
import { meaninglessTimeouts, parseArguments } from "../provider/waiting/arguments";
import type { PendingJob } from "../provider/waiting/progressLine";
import type { ConnectionArgs } from "./connectionArgs";
import { providerText } from "./providerText";
import { runningLast } from "./pulumi/lastTransformation";
import { isMocked } from "./pulumi/mocks";
import { printingErrorsOf } from "./pulumi/printedErrors";
import { ProgramWait, type MadeJob } from "./waiting";

/** The arguments of a job that this file uses. */
interface Given {
  readonly connection?: pulumi.Input<ConnectionArgs | undefined>;
  readonly waitFor?: unknown;
  readonly checkModel?: unknown;
}

/** A job while the program creates it, until Pulumi's constructor has returned. */
export interface Making {
  /** The arguments of that constructor. */
  readonly props: pulumi.Inputs;
  readonly options: pulumi.CustomResourceOptions;
  /** Undefined if mocks replace the engine. */
  readonly wait: ProgramWait | undefined;
  /** Called with the created resource. */
  readonly finish: (resource: pulumi.CustomResource) => void;
}

/** Starts to create a job. Transformations can't change its id, its outputs, or what its provider needs. */
export function beginMaking(
  name: string,
  { connection, ...own }: Given,
  opts: pulumi.CustomResourceOptions = {},
): Making {
  const job: MadeJob = { options: opts, connection: secretly(connection), resource: undefined };
  const mayWait = own.waitFor !== undefined;
  const wait = isMocked() ? undefined : new ProgramWait(name, job, mayWait);
  // A transformation can replace the connection until the constructor has returned.
  const made = Promise.resolve().then(() => ({ own, connection: job.connection }));
  const ready = pulumi.unsecret(
    pulumi.output(made).apply((known) =>
      printingErrorsOf(`${name}: `, async () => {
        const args = parseArguments({ ...known.own }, job.options.customTimeouts);
        return { jobId: args.jobId.given, run: await wait?.untilRead(args, known.connection) };
      }),
    ),
  );
  const { jobId, run } = ready;

  const settle: pulumi.ResourceTransformation = ({ props, opts: options }) => {
    if (props.connection !== job.connection) {
      job.connection = secretly(props.connection) ?? job.connection;
    }
    // A transformation can set a urn. Then Pulumi (seen in 3.268 to 3.270) would read the job from another stack's state.
    job.options = { ...options, id: jobId, urn: "" };
    const outputs = Object.fromEntries(fieldNames.map((output) => [output, undefined]));
    const internals = { __pending: undefined, __provider: providerText, __run: run };
    return { props: { ...outputs, jobId, connection: job.connection, ...internals }, opts: job.options };
  };

  function finish(resource: pulumi.CustomResource): void {
    job.resource = resource;
    if (wait === undefined) {
      return;
    }
    if (mayWait) {
      accompany(wait, resource, ready);
    }
    if (own.checkModel !== "off") {
      wait.lookAtModel(resource, name);
    }
    warnOfTimeouts(name, job.options);
  }

  return {
    props: { jobId, connection: job.connection },
    options: { ...opts, transformations: [...(opts.transformations ?? []), runningLast(settle)] },
    wait,
    finish,
  };
}

/** Shows what a preview finds, and closes the wait together with the read. */
function accompany(wait: ProgramWait, resource: pulumi.CustomResource, ready: pulumi.Output<unknown>): void {
  const pending: unknown = Reflect.get(resource, "__pending");
  (pending as pulumi.Output<PendingJob | undefined>).apply((known) => wait.announce(known));
  const close = (): void => wait.close();
  pulumi.isSecret(ready).then(close, close);
}

function warnOfTimeouts(name: string, { customTimeouts }: pulumi.CustomResourceOptions): void {
  const warning = meaninglessTimeouts(customTimeouts);
  if (warning !== undefined) {
    pulumi.log.warn(`${name}: ${warning}`).catch(() => undefined);
  }
}

/** Makes the whole connection secret, so that even unknown keys are encrypted in the state. */
function secretly(connection: Given["connection"]): MadeJob["connection"] {
  return connection === undefined ? undefined : pulumi.secret(connection);
}
