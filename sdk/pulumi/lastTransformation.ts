import type * as pulumi from "@pulumi/pulumi";

type Transformation = pulumi.ResourceTransformation;

const last = new WeakSet<Transformation>();

/** Marks a transformation among a resource's own as the one that runs after all others: its parents' and the stack's too. */
export function runningLast(transformation: Transformation): Transformation {
  last.add(transformation);
  return transformation;
}

/**
 * Has the resources of a class run such a transformation last, each on itself alone: what stands in the list is inherited by children.
 *
 * This reaches into Pulumi (seen in 3.268 to 3.270), which keeps in this property the list that it then runs.
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
