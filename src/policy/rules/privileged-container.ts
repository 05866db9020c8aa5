import { show } from '../../model/problem';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { bakeTarget } from '../compose/bake';
import { ComposeEntry, composeEntries, placeOf, startedEntries } from '../compose/entries';
import { isMap, isTrue, listOf, overrides, plain, textOf } from '../compose/values';
import { checkInstructions } from '../dockerfile/instructions';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

/**
 * What lets a process out of its container, or change the machine for all: capabilities(7). Others beyond those that containers have are
 * a risk, too, and needed by too many for a rule.
 */
const CAPABILITIES = new Set(['ALL', 'BPF', 'DAC_READ_SEARCH', 'MAC_ADMIN', 'MAC_OVERRIDE', 'NET_ADMIN', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_MODULE', 'SYS_PTRACE', 'SYS_RAWIO', 'SYS_TIME']);
/** Disks, which hold the file system of the machine, and its memory. */
const DEVICES = /^\/dev(\/((s|h|v|xv)d[a-z]+\d*|nvme\d.*|mmcblk\d.*|dm-\d+|loop.*|mapper\/.*|disk\/.*|mem|kmem|port))?\/?$/;
const UNCONFINED = /^(seccomp|apparmor|systempaths)[=:]unconfined$|^label[=:]disable$|^no-new-privileges[=:]false$/;

export const privilegedContainer: IPolicyRule = {
  id: 'privileged-container',
  severity: PolicySeverity.ERROR,
  summary: 'No container has rights over the machine that it runs on',
  check: system => [
    ...composeEntries(system).flatMap(inCompose),
    // Services that are defined here always have it. Others may do without, as Docker itself does.
    ...startedEntries(system).filter(({ name, service }) => system._facts.models.has(name) && !confines(service)).map(entry => ({
      ...placeOf(entry, 'security_opt'),
      message: 'what keeps programs in it from becoming root was taken away; add "no-new-privileges:true" to its security_opt again',
    })),
    ...checkInstructions(system, ({ instruction: { flags } }) => (flags.includes('--security=insecure') ? ['with --security=insecure, this command may do all that the builder may; leave it out'] : [])),
    ...system.services.flatMap(service => inBake(service, system)),
  ],
};

function inCompose(entry: ComposeEntry): PolicyFinding[] {
  const { service } = entry;
  const build = isMap(service.build) ? service.build : {};
  const items = (key: string, from: any = service, above: string[] = []) => (
    listOf(from[key]).map((item, at) => ({ item: textOf(isMap(item) ? item.source : item) ?? '', keys: [...above, key, at] })));
  const found = (keys: (string | number)[], message: string) => ({ ...placeOf(entry, ...keys), message });
  const options = items('security_opt').map(option => ({ ...option, item: option.item.replace(/\s/g, '') }));
  return [
    ...isTrue(service.privileged) ? [found(['privileged'], 'it is privileged, so whoever breaks in has the whole machine; remove "privileged", and add what it needs with cap_add or devices')] : [],
    ...isTrue(build.privileged) ? [found(['build', 'privileged'], 'its build is privileged, so whatever it downloads has the whole machine; remove "privileged"')] : [],
    ...items('cap_add').filter(({ item }) => CAPABILITIES.has(item.toUpperCase().replace(/^CAP_/, '')))
      .map(({ item, keys }) => found(keys, `capability ${show(item)} is a way out of the container, or over the machine; remove it from cap_add`)),
    ...options.filter(({ item }) => UNCONFINED.test(item)).map(({ item, keys }) => found(keys, `${show(item)} takes away what confines the container; remove it from security_opt`)),
    ...overrides(service.security_opt) && !confines(service) ? [found(['security_opt'], 'its security_opt takes the place of what keeps programs in it from becoming root; add "no-new-privileges:true"')] : [],
    ...items('devices').map(({ item, keys }) => ({ item: item.split(':')[0], keys })).filter(({ item }) => DEVICES.test(item))
      .map(({ item, keys }) => found(keys, `device ${show(item)} holds what belongs to the machine; remove it from "devices"`)),
    ...items('device_cgroup_rules').filter(({ item }) => /^[ab]\s/.test(item)).map(({ item, keys }) => found(keys, `the rule ${show(item)} lets it use disks of the machine; remove it from device_cgroup_rules`)),
    ...textOf(service.userns_mode) === 'host' ? [found(['userns_mode'], 'root in it is root of the machine; remove userns_mode')] : [],
    ...items('entitlements', build, ['build']).filter(({ item }) => item === 'security.insecure')
      .map(({ keys }) => found(keys, 'its build may do all that the builder may; remove "security.insecure" from its entitlements')),
    ...['post_start', 'pre_stop'].flatMap(key => listOf(service[key]).flatMap((hook, at) => (isMap(hook) && isTrue(hook.privileged)
      ? [found([key, at, 'privileged'], `a command of ${key} is privileged, so it has the whole machine; remove "privileged"`)] : []))),
  ];
}

function confines(service: any): boolean {
  const options = plain(service.security_opt);
  return Array.isArray(options) && options.some(option => /^no-new-privileges([=:]true)?$/.test(String(option).replace(/\s/g, '')));
}

function inBake(service: CheckedService, system: CheckedSystem): PolicyFinding[] {
  const { file, target } = bakeTarget(system, service) ?? {};
  return listOf(target?.entitlements).includes('security.insecure') ? [{ service: service.name, file, message: 'its build may do all that the builder may; remove "security.insecure" from its entitlements' }] : [];
}
