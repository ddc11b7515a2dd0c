//! Taking an application back: a page that names the child and asks once more.

use super::{door::Door, progress::lines};
use crate::{
    api,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        news::tell,
        page::Page,
        summary_list::summary_list,
        visit::Visit,
    },
    form::FormErrors,
    i18n::use_i18n,
    route::{Route, use_go},
    session::{Loaded, use_application},
    task::use_task,
};
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Properties, PartialEq)]
pub struct CancelPageProps {
    pub id: Uuid,
}

/// Confirms the cancellation.
#[component]
pub fn CancelPage(props: &CancelPageProps) -> Html {
    let i18n = use_i18n();
    let go = use_go();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let (application, load) = use_application(props.id);
    let name = application.present().map(|application| application.student.name_masked.clone()).unwrap_or_default();

    let onclick = {
        let (i18n, errors, task, id) = (i18n.clone(), errors.clone(), task.clone(), props.id);
        let (load, done) = (load.clone(), i18n.with("cancel.done", &[("name", &name)]));
        Callback::from(move |()| {
            let (i18n, errors, go, load) = (i18n.clone(), errors.clone(), go.clone(), load.clone());
            let done = done.clone();
            task.run(async move {
                match api::application::cancel_application(id).await {
                    Ok(_) => {
                        tell(Route::Progress, done);
                        go.instead(Route::Progress);
                    }
                    // Loading it anew asks for a code.
                    Err(error) if error.is_not_signed_in() => load.emit(()),
                    Err(error) => errors.set(FormErrors::from_api(&i18n, &error, &[])),
                }
            });
        })
    };
    let content = match application {
        Loaded::Present(application) => {
            let possible = application.status.can_be_cancelled();
            html! {
                <>
                    <ErrorSummary errors={(*errors).clone()} />
                    <section class="card stack">
                        { summary_list(&i18n, &lines(&i18n, &application)) }
                        <p>{ i18n.t(if possible { "cancel.consequence" } else { "problem.wrong_state" }) }</p>
                    </section>
                    <div class="actions">
                        if possible {
                            <Button look={Look::Danger} busy={task.is_running()} {onclick}>
                                { i18n.with("cancel.confirm", &[("name", &name)]) }
                            </Button>
                        }
                        <Link<Route> to={Route::Progress} classes="btn btn--quiet">{ i18n.t("cancel.keep") }</Link<Route>>
                    </div>
                    <Visit />
                </>
            }
        }
        application => html! { <Door {application} {load} /> },
    };
    let title =
        if name.is_empty() { i18n.t("cancel.title_short") } else { i18n.with("cancel.title", &[("name", &name)]) };
    html! { <Page {title} back={Some(Route::Progress)} error={!errors.is_empty()}>{ content }</Page> }
}
