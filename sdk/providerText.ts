/** The type of the resource. The part before the slash assigns it to Pulumi's host for dynamic providers. */
export const resourceType = "pulumi-nodejs:dynamic/portkey:FineTuningJob";

/**
 * The provider as source text, which the host needs and which is stored in state with every job. Pulumi's serialized closures would be long
 * and would capture other variables. This text only loads the package from the project folder, so the installed version also handles old
 * states.
 */
export const providerText =
  'exports.handler=()=>{try{return require("pulumi-portkey/provider").createProvider()}' +
  `catch(e){e.message="run npm install pulumi-portkey in the project (a library's own copy can't be loaded): "+e.message.split("\\n")[0];e.stack="";throw e}}`;
