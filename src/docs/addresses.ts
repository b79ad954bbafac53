import { BlockList, isIP } from "node:net";

const blocked = (
  family: "ipv4" | "ipv6",
  ranges: readonly (readonly [address: string, prefix: number])[],
): BlockList => {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family);
  return list;
};

/** IPv4 addresses that are not globally reachable (the registry of RFC 6890), multicast and reserved ones. */
const PRIVATE_V4 = blocked("ipv4", [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
  ] as const),
  ...([
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
]);

/** Of IPv6 only global unicast is public, without what is set apart in it: tunnels into IPv4, documentation, benchmarks. */
const GLOBAL_V6 = blocked("ipv6", [["2000::", 3]]);
const PRIVATE_V6 = blocked("ipv6", [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
]);

/** Whether an address, without brackets, can be reached by anybody: no private, local, reserved or embedded one. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !PRIVATE_V4.check(address, "ipv4");
  if (family !== 6 || address.includes("%")) return false;
  return GLOBAL_V6.check(address, "ipv6") && !PRIVATE_V6.check(address, "ipv6");
};
