/** What Go's CertPool.AppendCertsFromPEM does with each file that is named, printing digests instead of appending. */
export const goProgram = `package main

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	for _, name := range os.Args[1:] {
		rest, _ := os.ReadFile(name)
		fmt.Print(name)
		for len(rest) > 0 {
			var block *pem.Block
			block, rest = pem.Decode(rest)
			if block == nil {
				break
			}
			if block.Type != "CERTIFICATE" || len(block.Headers) != 0 {
				continue
			}
			if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
				fmt.Printf(" %x", sha256.Sum256(certificate.Raw))
			}
		}
		fmt.Println()
	}
}
`;
