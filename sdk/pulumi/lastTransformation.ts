import type * as pulumi from "@pulumi/pulumi";

type Transformation = pulumi.ResourceTransformation;

const last = new WeakSet<Transformation>();

/** Marks a transformation of a resource to run after all others, including those of its parents and of the stack. */
export function runningLast(transformation: Transformation): Transformation {
  last.add(transformation);
  return transformation;
}

/**
 * Makes the resources of a class run such transformations last, and only on themselves: without this, children inherit the list.
 *
 * This depends on Pulumi's internals (seen in 3.268 to 3.270): the property contains the list of transformations to run.
 */
export function allowRunningLast(type: { readonly prototype: pulumi.Resource }): void {
  Object.defineProperty(type.prototype, "__transformations", {
    configurable: true,
    set(this: pulumi.Resource, given: readonly Transformation[]) {
      const own = given
        .filter((one) => last.has(one))
        .map(
          (one): Transformation =>
            (args) =>
              args.resource === this ? one(args) : undefined,
        );
      const value = [...given.filter((one) => !last.has(one)), ...own];
      Object.defineProperty(this, "__transformations", { value, writable: true, configurable: true });
    },
  });
}
