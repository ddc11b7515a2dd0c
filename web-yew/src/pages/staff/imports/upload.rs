//! Choosing the file.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{button::Button, error_summary::ErrorSummary, icon::Icon},
    form::FormErrors,
    i18n::{I18n, use_i18n},
    task::use_task,
};
use shared_types::roster::RosterImport;
use web_sys::HtmlInputElement;
use yew::prelude::*;

const FILE: &str = "file";

/// What a file is, by the end of its name: what browsers say of it depends on what is installed.
const KINDS: [(&str, &str); 3] = [
    (".csv", "text/csv"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".zip", "application/zip"),
];

fn media_type(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    KINDS.iter().find(|(end, _)| name.ends_with(end)).map(|(_, kind)| *kind)
}

#[derive(Properties, PartialEq)]
pub struct UploadProps {
    pub school_code: String,
    pub onerror: Callback<bool>,
    pub on_sent: Callback<RosterImport>,
}

#[component]
pub fn Upload(props: &UploadProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let input = use_node_ref();
    let onsubmit = {
        let (i18n, task, errors, input) = (i18n.clone(), task.clone(), errors.clone(), input.clone());
        let (code, onerror, on_sent) = (props.school_code.clone(), props.onerror.clone(), props.on_sent.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let file = input.cast::<HtmlInputElement>().and_then(|input| input.files()).and_then(|files| files.get(0));
            let kind = file.as_ref().and_then(|file| media_type(&file.name()));
            let mut wrong = FormErrors::default();
            if kind.is_none() {
                wrong.add(FILE, i18n.t("staff.import.file"), i18n.t("staff.import.choose"));
            }
            onerror.emit(!wrong.is_empty());
            errors.set(wrong);
            let Some((file, kind)) = file.zip(kind) else { return };
            let (i18n, errors, input) = (i18n.clone(), errors.clone(), input.clone());
            let (code, onerror, on_sent) = (code.clone(), onerror.clone(), on_sent.clone());
            task.run(async move {
                match api::roster::upload(&code, file, kind).await {
                    Ok(import) => {
                        if let Some(input) = input.cast::<HtmlInputElement>() {
                            input.set_value("");
                        }
                        on_sent.emit(import);
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        errors.set(FormErrors::general(error.message(&i18n)));
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let error = errors.of(FILE);
    html! {
        <section class="card stack" aria-labelledby="upload-title">
            <h2 id="upload-title">{ i18n.t("staff.import.upload") }</h2>
            <p class="soft small">{ i18n.t("staff.import.hint") }</p>
            <p class="row">
                { template_link(&i18n, "xlsx", "staff.import.template_xlsx") }
                { template_link(&i18n, "csv", "staff.import.template_csv") }
            </p>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form" {onsubmit} novalidate=true>
                <div class={classes!("field", error.is_some().then_some("field--wrong"))}>
                    <label for={FILE}>{ i18n.t("staff.import.file") }</label>
                    <span class="hint" id="file-hint">{ i18n.t("staff.import.file_hint") }</span>
                    if let Some(error) = &error { <span class="error" id="file-error">{ error.text.clone() }</span> }
                    <input ref={input} id={FILE} type="file" class="input" accept=".csv,.xlsx,.zip"
                        aria-describedby={if error.is_some() { "file-hint file-error" } else { "file-hint" }} aria-invalid={error.is_some().then_some("true")} />
                </div>
                <div class="actions"><Button busy={task.is_running()}>{ i18n.t("staff.import.send") }</Button></div>
            </form>
        </section>
    }
}

fn template_link(i18n: &I18n, kind: &str, key: &str) -> Html {
    html! {
        <a class="btn btn--link" href={api::roster::template_address(kind)} download="">
            { Icon::Download.html() }{ i18n.t(key) }
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_the_end_of_its_name() {
        assert_eq!(media_type("學籍.CSV"), Some("text/csv"));
        assert_eq!(media_type("a.zip"), Some("application/zip"));
        assert_eq!((media_type("a.xls"), media_type("csv")), (None, None));
    }
}
