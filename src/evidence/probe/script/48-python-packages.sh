# Packages of Python that bring trust stores of their own along: certifi, botocore, and the copy of botocore in awscli.

look_python_packages() {
  homes=$(looked curlrc)
  environments=$(looked venv)
  looked python | while IFS=$TAB read -r version sites; do
    library=lib/python$version/site-packages
    {
      printf '%s\n' "$sites" | tr : '\n'
      printf '%s\n' "$environments" | run_awk -v "below=/$library" 'NF { print $0 below }'
    } | while IFS= read -r site; do
      look_package "$site/certifi/core.py" "$site/certifi/cacert.pem"
      for package in botocore awscli/botocore; do
        look_package "$site/$package/httpsession.py" "$site/$package/cacert.pem"
      done
    done
    # What a user installed for himself comes before these; that it is there is enough to know.
    printf '%s\n' "$homes" | while IFS= read -r home; do
      for code in certifi/core.py botocore/httpsession.py awscli/botocore/httpsession.py; do
        if [ -n "$home" ]; then look stat "$home/.local/$library/$code"; fi
      done
    done
  done
}

# Code of a package, and the bundle beside it.
look_package() {
  look stat "$1"
  if [ -e "$1" ]; then look trust "$2"; fi
}
