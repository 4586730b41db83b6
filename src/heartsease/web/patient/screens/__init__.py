"""One folder for each screen: view, form, present, page.html."""
