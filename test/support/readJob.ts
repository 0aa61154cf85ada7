import { createProvider } from "../../provider";

/** Reads the job that the command line names, with settings from the environment, and prints what came of it as JSON. */
async function main(): Promise<void> {
  const [jobId = "", connection = "{}"] = process.argv.slice(2);
  try {
    const { props } = await createProvider().read(jobId, { connection: JSON.parse(connection) });
    console.log(JSON.stringify({ outputs: props }));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? { name: error.name, message: error.message } : {} }));
  }
}

void main();
