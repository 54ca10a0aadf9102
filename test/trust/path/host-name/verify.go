// Reads {"certificates": [base64 DER], "names": [text]} and prints a line of 0, 1 or x (not readable) for each certificate.
package main

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	var table struct{ Certificates, Names []string }
	if err := json.NewDecoder(os.Stdin).Decode(&table); err != nil {
		panic(err)
	}
	for _, text := range table.Certificates {
		der, _ := base64.StdEncoding.DecodeString(text)
		certificate, err := x509.ParseCertificate(der)
		line := make([]byte, len(table.Names))
		for i, name := range table.Names {
			switch {
			case err != nil:
				line[i] = 'x'
			case certificate.VerifyHostname(name) == nil:
				line[i] = '1'
			default:
				line[i] = '0'
			}
		}
		fmt.Println(string(line))
	}
}
