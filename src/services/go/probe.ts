import { BUILD_CACHE, CROSS, TARGET } from './target';
import { Instruction } from '../../dockerfile/instruction';
import type { StageModel } from '../../dockerfile/stage';
import type { HealthCheck } from '../../model/health-check';
import { needsProbe, probeStage } from '../binary/probe';

/** Without `net/http`: a fifth of its size. */
const SOURCE = `
// probe PORT MILLISECONDS [PATH]: ends with 0 if the port takes a connection and, with a path, answers GET with 200 to 399.
package main

import (
	"io"
	"net"
	"os"
	"strconv"
	"time"
)

func main() {
	port, path := os.Args[1], ""
	if len(os.Args) > 3 {
		path = os.Args[3]
	}
	milliseconds, _ := strconv.Atoi(os.Args[2])
	deadline := time.Now().Add(time.Duration(milliseconds) * time.Millisecond)
	connection, err := net.DialTimeout("tcp", "127.0.0.1:"+port, time.Until(deadline))
	check(err)
	if path == "" {
		return
	}
	check(connection.SetDeadline(deadline))
	_, err = io.WriteString(connection, "GET "+path+" HTTP/1.1\\r\\nHost: 127.0.0.1:"+port+"\\r\\nUser-Agent: probe\\r\\nConnection: close\\r\\n\\r\\n")
	check(err)
	answer := make([]byte, len("HTTP/1.1 200"))
	_, err = io.ReadFull(connection, answer)
	check(err)
	if status := string(answer[9:]); status < "200" || status > "399" {
		println("status", status)
		os.Exit(1)
	}
}

func check(err error) {
	if err != nil {
		println(err.Error())
		os.Exit(1)
	}
}
`;

/** The program for the health check, where it needs one. */
export function goProbe(health: HealthCheck): StageModel[] {
  if (!needsProbe(health)) return [];
  return [probeStage({
    file: 'probe.go',
    text: SOURCE,
    before: TARGET.map(name => Instruction.arg(name)),
    mounts: [BUILD_CACHE],
    commands: [`CGO_ENABLED=0 ${CROSS} go build -trimpath -ldflags "-s -w" -o /out/probe probe.go`],
  })];
}
