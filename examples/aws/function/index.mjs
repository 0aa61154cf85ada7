/** Stands for your function, which finds the model's name in its environment. */
export async function handler() {
  return { model: process.env.SUPPORT_BOT_MODEL };
}
