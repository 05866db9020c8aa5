/** How bad vulnerabilities are, as scanners say it, the worst first. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN'] as const;

export type Severity = typeof SEVERITIES[number];
