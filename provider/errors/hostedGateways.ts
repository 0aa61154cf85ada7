/** An edition of Portkey's hosted gateway. */
interface HostedGateway {
  readonly baseUrl: string;
  /** Where users create its keys. */
  readonly keysFrom: string;
}

export const portkeyGateway: HostedGateway = { baseUrl: "https://api.portkey.ai/v1", keysFrom: "app.portkey.ai" };

const prismaGateway: HostedGateway = {
  baseUrl: "https://aigw.portkey.ai/v1",
  keysFrom: "Strata Cloud Manager (Prisma AIRS AI Gateway)",
};

/** Returns the other edition of the hosted gateway, whose keys the edition at this base URL rejects; undefined for any other gateway. */
export function otherEdition(baseUrl: string): HostedGateway | undefined {
  switch (new URL(baseUrl).host) {
    case new URL(portkeyGateway.baseUrl).host:
      return prismaGateway;
    case new URL(prismaGateway.baseUrl).host:
      return portkeyGateway;
    default:
      return undefined;
  }
}
