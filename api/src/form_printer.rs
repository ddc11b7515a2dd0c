//! Prints application forms beside the requests: laying out a page takes a processor for a while.

use crate::config::FormConfig;
use anyhow::{Context, Result};
use kinbind_application_form::{ApplicationForm, FontReport, FormError, FormRenderer, RenderedForm};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// How long a form may wait for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Why there is no form.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    #[error("too many application forms are waiting")]
    Busy,
    #[error(transparent)]
    Form(#[from] FormError),
    #[error("printing panicked; the log has the cause")]
    Panicked,
}

pub struct FormPrinter {
    renderer: Arc<FormRenderer>,
    /// Half of the processors, so that the other half answers requests.
    turns: Arc<Semaphore>,
}

impl FormPrinter {
    /// # Errors
    /// When the configured template can't be used: a sentence with file, line and reason.
    pub fn open(config: &FormConfig) -> Result<Self> {
        let renderer = FormRenderer::open(config.form_template.as_deref(), config.font_dirs.clone())
            .context("KINBIND_FORM_TEMPLATE can't be used")?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { renderer: Arc::new(renderer), turns: Arc::new(Semaphore::new(processors.div_ceil(2))) })
    }

    /// # Errors
    /// [`PrintError`].
    pub async fn print(&self, form: ApplicationForm) -> Result<RenderedForm, PrintError> {
        let waiting = timeout(LONGEST_WAIT, self.turns.clone().acquire_owned());
        let turn = waiting.await.ok().and_then(Result::ok).ok_or(PrintError::Busy)?;
        let renderer = self.renderer.clone();
        let printing = spawn_blocking(move || {
            // Given back when the form is printed, not when whoever asked for it goes away.
            let _turn = turn;
            renderer.render(&form)
        });
        let printed = printing.await.map_err(|_| PrintError::Panicked).and_then(|form| Ok(form?));
        note(&printed);
        printed
    }

    /// Which fonts there are.
    ///
    /// # Errors
    /// When looking for them panicked.
    pub async fn font_report(&self) -> Result<FontReport> {
        let renderer = self.renderer.clone();
        Ok(spawn_blocking(move || renderer.font_report()).await?)
    }
}

/// For operators. A character alone names nobody.
fn note(printed: &Result<RenderedForm, PrintError>) {
    let result = if printed.is_ok() { "printed" } else { "failed" };
    metrics::counter!("kinbind_application_forms_total", "result" => result).increment(1);
    match printed {
        Err(error) => tracing::error!(%error, "no application form"),
        Ok(form) => {
            for character in &form.missing {
                metrics::counter!("kinbind_missing_glyphs_total").increment(1);
                tracing::warn!("no font has U+{:04X} {character}: the form has a box for it", u32::from(*character));
            }
            if let Some(reason) = &form.inaccessible {
                tracing::warn!(reason, "the form's template makes no PDF/UA-1 file");
            }
        }
    }
}
