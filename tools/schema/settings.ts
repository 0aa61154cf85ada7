import { settingOf, type SettingName, type SettingTypes } from "../../provider/settings/settingTable";
import type { ObjectSpecification, Properties, PropertySpecification, TypeSpecification } from "./specification";

/** The types of settings as provider inputs. */
const inputTypes: { readonly [Name in keyof SettingTypes]: TypeSpecification } = {
  text: { type: "string" },
  boolean: { type: "boolean" },
  count: { type: "integer" },
  duration: { oneOf: [{ type: "string" }, { type: "number" }] },
  headers: { type: "object", additionalProperties: { type: "string" } },
};

/** In C#, config variables are members of a class `Config`, and a member can't have the name of its class. */
const namesInCsharp: { readonly [Name in SettingName]?: string } = { config: "PortkeyConfig" };

/** Describes the settings as inputs of a provider. */
export function providerInputs(described: Properties): Properties {
  return mapSettings(described, (name, { description }) => {
    const { environment, type } = settingOf(name);
    const variables = environment.map((variable) => `\`${variable}\``).join(" or ");
    const source = variables === "" ? [] : [`If it is not set, it comes from the environment variable ${variables}.`];
    return { description: [description, ...source].join(" "), ...inputTypes[type], ...secrecyOf(name) };
  });
}

/** Describes the settings as config variables. These have only one type: string if several are possible. */
export function configVariables(inputs: Properties): Properties {
  return mapSettings(inputs, (setting, { oneOf, ...input }) => {
    const name = namesInCsharp[setting];
    return {
      ...input,
      ...(oneOf !== undefined && { type: "string" }),
      ...(name !== undefined && { language: { csharp: { name } } }),
    };
  });
}

/** Marks the credentials in the settings of a connection. */
export function withSecrets(connection: ObjectSpecification): ObjectSpecification {
  const properties = mapSettings(connection.properties, (name, property) => ({ ...property, ...secrecyOf(name) }));
  return { ...connection, properties };
}

function mapSettings(
  settings: Properties,
  map: (name: SettingName, property: PropertySpecification) => PropertySpecification,
): Properties {
  const entries = Object.entries(settings) as [SettingName, PropertySpecification][];
  return Object.fromEntries(entries.map(([name, property]) => [name, map(name, property)]));
}

function secrecyOf(name: SettingName): { readonly secret?: true } {
  return settingOf(name).secret === "never" ? {} : { secret: true };
}
