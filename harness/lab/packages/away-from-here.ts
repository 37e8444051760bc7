import { lookup } from 'node:dns';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';

/** The machine itself, and what only a machine itself should ask, as the services of a cloud by which it learns its own secrets. */
const HERE = new BlockList();
HERE.addSubnet('0.0.0.0', 8);
HERE.addSubnet('127.0.0.0', 8);
HERE.addSubnet('169.254.0.0', 16);
HERE.addAddress('::', 'ipv6');
HERE.addAddress('::1', 'ipv6');
HERE.addSubnet('fe80::', 10, 'ipv6');

/** The machine's own name service, but for names that lead back to the machine. */
export const awayFromHere: LookupFunction = (name, options, done) => {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0);
    const here = addresses.find(({ address }) => HERE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'));
    if (here) return done(new Error(`${name} leads to ${here.address}, which is this machine`), '', 0);
    if (options.all) return done(null, addresses);
    const [first] = addresses;
    if (first) done(null, first.address, first.family);
  });
};
