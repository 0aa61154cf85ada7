import * as pulumi from "@pulumi/pulumi";

/**
 * Resolves to their URNs when all that a resource depends on is there: what `dependsOn` names, components with their children, and the parent.
 * Pulumi waits for the same before it reads the resource, but not before it asks for the id to read.
 *
 * @param own holds the resource itself, which may be among the children of what it depends on.
 */
export function dependenciesOf(
  { dependsOn, parent }: pulumi.CustomResourceOptions,
  own: ReadonlySet<pulumi.Resource>,
): pulumi.Output<unknown> {
  const named = pulumi.output(dependsOn).apply((resources) => {
    const list = [resources ?? []].flat() as pulumi.Resource[];
    return pulumi.all(list.flatMap((resource) => urnsOf(resource, new Set(own))));
  });
  return pulumi.all([named, parent?.urn]);
}

function urnsOf(resource: pulumi.Resource, seen: Set<pulumi.Resource>): pulumi.Output<string>[] {
  if (seen.has(resource)) {
    return [];
  }
  seen.add(resource);
  return [resource.urn, ...childrenOf(resource).flatMap((child) => urnsOf(child, seen))];
}

/** Lists a component's children, which Pulumi keeps and its types leave out. */
function childrenOf(resource: pulumi.Resource): pulumi.Resource[] {
  const children: unknown = pulumi.ComponentResource.isInstance(resource)
    ? Reflect.get(resource, "__childResources")
    : undefined;
  return children instanceof Set ? [...children] : [];
}
