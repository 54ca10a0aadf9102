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
      look_site "$site"
      look_package "$site/certifi/core.py" "$site/certifi/cacert.pem"
      for package in botocore awscli/botocore; do
        look_package "$site/$package/httpsession.py" "$site/$package/cacert.pem"
      done
    done
    # What a user installed for himself comes before these; that it is there is enough to know.
    printf '%s\n' "$homes" | while IFS= read -r home; do
      if [ -n "$home" ]; then look_site "$home/.local/$library"; fi
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

# What a Python runs at its start (reading/python-site.ts): look_site FOLDER.
look_site() {
  emit list "$1/{*.pth,.*.pth,*customize*}" -
  for file in "$1"/*.pth "$1"/.*.pth "$1"/*customize*; do
    if [ -e "$file" ]; then printf '%s\n' "$file" | emit_text; fi
  done
  for file in "$1"/*.pth "$1"/.*.pth; do show_text "$file" "$AWK_SITE"; done
}

# Of its lines the folders, and the code that setuptools and virtualenv write.
AWK_SITE='
/^[ \t]*(#[\t -~]*)?\r?$/ { next }
!/^import (_virtualenv|__editable__[A-Za-z0-9_;. ()]*|os; var = .SETUPTOOLS_.*|sys, types, os;has_mfs .*)$/ {
  if (/^\/[A-Za-z0-9_.\/+@-]+$/) print "look\tstat\t" $0 "/sitecustomize.py\nlook\tstat\t" $0 "/usercustomize.py"
  else $0 = "import ?"
}
{ shown($0) }
'
