use clap::Args;
use std::path::PathBuf;

/// How the application form is printed.
#[derive(Debug, Clone, Args)]
pub struct FormConfig {
    /// Folder with a template of your own for the application form, see `api/application-form/templates/README.md`
    #[arg(long, env = "KINBIND_FORM_TEMPLATE", global = true)]
    pub form_template: Option<PathBuf>,
    /// Folders in which to look for fonts, joined by commas
    #[arg(
        long,
        env = "KINBIND_FONT_DIRS",
        default_value = "/usr/share/fonts,/usr/local/share/fonts",
        value_delimiter = ',',
        global = true
    )]
    pub font_dirs: Vec<PathBuf>,
}
