import type { ObjectSpecification } from "./specification";

/**
 * Replaces names of other properties in descriptions with references, so that each language's SDK spells them in its own way.
 *
 * @param place The place of the properties in the schema, such as `functions/portkey:index:getModel/inputs/properties`.
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
