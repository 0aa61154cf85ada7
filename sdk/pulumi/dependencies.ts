import * as pulumi from "@pulumi/pulumi";

type DependsOn = pulumi.CustomResourceOptions["dependsOn"];

/**
 * Waits for all dependencies of a resource: `dependsOn`, components with their children, and the parent. Pulumi also waits for them before
 * it reads the resource, but not before it needs the id. Returns the urns.
 *
 * @param own The resource itself, which may be among the children of its dependencies.
 */
export async function dependenciesOf(
  { dependsOn, parent }: pulumi.CustomResourceOptions,
  own: ReadonlySet<pulumi.Resource>,
): Promise<readonly unknown[]> {
  const urns = pulumi.all([parent?.urn, resourcesIn(dependsOn, own, ({ urn }) => urn)]);
  const known: unknown = await pulumi.runtime.serializeProperty("dependencies", urns, new Set());
  return [known].flat(2);
}

/** Like `dependenciesOf`, but unknown in a preview until all resources have been created. */
export function createdDependencies(dependsOn: DependsOn): pulumi.Output<unknown> {
  return pulumi.unsecret(
    resourcesIn(dependsOn, new Set(), (resource) =>
      pulumi.CustomResource.isInstance(resource) ? resource.id : resource.urn,
    ),
  );
}

function resourcesIn(
  dependsOn: DependsOn,
  own: ReadonlySet<pulumi.Resource>,
  sign: (resource: pulumi.Resource) => pulumi.Output<string>,
): pulumi.Output<unknown> {
  return pulumi.output(dependsOn).apply((resources) => {
    const list = [resources ?? []].flat() as pulumi.Resource[];
    const seen = new Set(own);
    return pulumi.all(list.flatMap((resource) => withChildren(resource, seen).map(sign)));
  });
}

function withChildren(resource: pulumi.Resource, seen: Set<pulumi.Resource>): pulumi.Resource[] {
  if (seen.has(resource)) {
    return [];
  }
  seen.add(resource);
  return [resource, ...childrenOf(resource).flatMap((child) => withChildren(child, seen))];
}

/** Lists a component's children. Pulumi stores them (seen in 3.268 to 3.270), but its types do not include them. */
function childrenOf(resource: pulumi.Resource): pulumi.Resource[] {
  const children: unknown = pulumi.ComponentResource.isInstance(resource)
    ? Reflect.get(resource, "__childResources")
    : undefined;
  return children instanceof Set ? [...children] : [];
}
