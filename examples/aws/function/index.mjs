/** Stands for your function: it finds the model in its environment. */
export async function handler() {
  return { model: process.env.SUPPORT_BOT_MODEL };
}
