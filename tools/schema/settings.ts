import { settingOf, type SettingName, type SettingTypes } from "../../provider/settings/settingTable";
import type { ObjectSpecification, Properties, PropertySpecification, TypeSpecification } from "./specification";

/** What a setting is as a provider's input. */
const inputTypes: { readonly [Name in keyof SettingTypes]: TypeSpecification } = {
  text: { type: "string" },
  boolean: { type: "boolean" },
  count: { type: "integer" },
  duration: { oneOf: [{ type: "string" }, { type: "number" }] },
  headers: { type: "object", additionalProperties: { type: "string" } },
};

/** In C# the config variables are members of a class `Config`, and no member may be called as its class is. */
const namesInCsharp: { readonly [Name in SettingName]?: string } = { config: "PortkeyConfig" };

/** Describes the settings as inputs of a provider. */
export function providerInputs(described: Properties): Properties {
  return mapSettings(described, (name, { description }) => {
    const { environment, type } = settingOf(name);
    const variables = environment.map((variable) => `\`${variable}\``).join(" or ");
    const source = variables === "" ? [] : [`Where it is not set, the environment's ${variables}.`];
    return { description: [description, ...source].join(" "), ...inputTypes[type], ...secrecyOf(name) };
  });
}

/** Makes config variables of a provider's inputs. A config variable has one type: what may be a text is one. */
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

/** Marks the credentials among the settings that one job can be given. */
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
