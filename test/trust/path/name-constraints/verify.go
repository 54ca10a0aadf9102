// Reads a line a path, certificates from the end-entity to the root as base64 DER, and prints "ok" or why the path is invalid.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func judge(texts []string, at time.Time) error {
	var certificates []*x509.Certificate
	for _, text := range texts {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return err
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		certificates = append(certificates, certificate)
	}
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(certificates[len(certificates)-1])
	for _, certificate := range certificates[1 : len(certificates)-1] {
		intermediates.AddCert(certificate)
	}
	_, err := certificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: intermediates, CurrentTime: at})
	return err
}

func main() {
	milliseconds, _ := strconv.ParseInt(os.Args[1], 10, 64)
	at := time.UnixMilli(milliseconds)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		if err := judge(strings.Fields(lines.Text()), at); err != nil {
			fmt.Println(strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok")
		}
	}
}
