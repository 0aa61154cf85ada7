import type { ObjectSpecification } from "./specification";

/**
 * Lets descriptions speak of the properties beside them by reference, so that each language's SDK has its own spelling of their names.
 *
 * @param place where the properties are in the schema, such as `functions/portkey:index:getModel/inputs/properties`.
 */
export function withReferences(object: ObjectSpecification, place: string): ObjectSpecification {
  const described = Object.entries(object.properties).map(([name, property]) => {
    const description = property.description?.replaceAll(/`([a-z]+[A-Z]\w*)`/g, (written, other: string) =>
      Object.hasOwn(object.properties, other) ? `{{% ref #/${place}/${other} %}}` : written,
    );
    return [name, { ...property, ...(description !== undefined && { description }) }];
  });
  return { ...object, properties: Object.fromEntries(described) };
}
