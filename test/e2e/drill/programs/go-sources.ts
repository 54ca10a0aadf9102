import { headers, secretId } from './call.ts';

const hold = `	fmt.Printf("holding %s %x\\n", os.Args[len(os.Args)-1], sha256.Sum256([]byte(secret)))
	for {
		time.Sleep(time.Hour)
	}
}
`;
const fail = `func fail(parts ...interface{}) {
	fmt.Fprintln(os.Stderr, parts...)
	os.Exit(1)
}
`;

/** net/http as it is, with a client certificate where CLIENT_CERT names one. */
export const goSource = `package main

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

${fail}
func main() {
	id := os.Getenv("SECRET_ID")
	if id == "" {
		id = ${JSON.stringify(secretId)}
	}
	client := http.DefaultClient
	if file := os.Getenv("CLIENT_CERT"); file != "" {
		pair, err := tls.LoadX509KeyPair(file, os.Getenv("CLIENT_KEY"))
		if err != nil {
			fail(err)
		}
		client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}}}}
	}
	request, _ := http.NewRequest("POST", os.Args[len(os.Args)-2], strings.NewReader("{\\"SecretId\\":\\""+id+"\\"}"))
${headers.map(([name, value]) => `	request.Header.Set(${JSON.stringify(name)}, ${JSON.stringify(value)})`).join('\n')}
	answer, err := client.Do(request)
	if err != nil {
		fail(err)
	}
	var said struct{ SecretString, Message string }
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || answer.StatusCode != 200 {
		fail(answer.Status, said.Message, err)
	}
	secret := said.SecretString
${hold}`;

/**
 * No package holds Vault's own client: this resolves its variables as ReadEnvironment and configureTLS of hashicorp/vault/api 1.16 (client.go) do, with
 * HashiCorp's own go-rootcerts, which decides what the trust store is, and words an error as Response.Error (response.go) does.
 */
export const vaultSource = `package main

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/hashicorp/go-rootcerts"
)

${fail}
func main() {
	settings := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: os.Getenv("VAULT_TLS_SERVER_NAME")}
	if text := os.Getenv("VAULT_SKIP_VERIFY"); text != "" {
		skip, err := strconv.ParseBool(text)
		if err != nil {
			fail("could not parse VAULT_SKIP_VERIFY")
		}
		settings.InsecureSkipVerify = skip
	}
	certificate, key := os.Getenv("VAULT_CLIENT_CERT"), os.Getenv("VAULT_CLIENT_KEY")
	if certificate != "" && key != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			fail(err)
		}
		settings.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	} else if certificate != "" || key != "" {
		fail("both client cert and client key must be provided")
	}
	if os.Getenv("VAULT_CACERT") != "" || os.Getenv("VAULT_CACERT_BYTES") != "" || os.Getenv("VAULT_CAPATH") != "" {
		roots := &rootcerts.Config{CAFile: os.Getenv("VAULT_CACERT"), CACertificate: []byte(os.Getenv("VAULT_CACERT_BYTES")), CAPath: os.Getenv("VAULT_CAPATH")}
		if err := rootcerts.ConfigureTLS(settings, roots); err != nil {
			fail(err)
		}
	}
	// go-cleanhttp's transport, and ReadEnvironment's proxies in their place
	proxy := http.ProxyFromEnvironment
	for _, name := range []string{"VAULT_HTTP_PROXY", "VAULT_PROXY_ADDR"} {
		if named, err := url.Parse(os.Getenv(name)); err == nil && named.Host != "" {
			proxy = http.ProxyURL(named)
		}
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: settings, Proxy: proxy}, Timeout: 20 * time.Second}
	request, _ := http.NewRequest("GET", os.Getenv("VAULT_ADDR")+"/v1/secret/data/orders", nil)
	request.Header.Set("X-Vault-Token", os.Getenv("VAULT_TOKEN"))
	answer, err := client.Do(request)
	if err != nil {
		fail(err)
	}
	var said struct{ Data struct{ Data struct{ Password string } } }
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != 200 {
		var refusal struct{ Errors []string }
		kind, words := "Raw Message", string(text)
		if json.Unmarshal(text, &refusal) == nil {
			kind, words = "Errors", ""
			for _, one := range refusal.Errors {
				words += "* " + one
			}
		}
		fail(fmt.Sprintf("Error making API request.\\n\\nURL: GET %s\\nCode: %d. %s:\\n\\n%s", answer.Request.URL, answer.StatusCode, kind, words))
	}
	if err := json.Unmarshal(text, &said); err != nil {
		fail(err)
	}
	secret := said.Data.Data.Password
${hold}`;
