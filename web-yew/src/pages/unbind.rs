//! 解除綁定: a page that names the child and asks once more.

use super::signed_in::{Here, signed_in};
use crate::{
    api,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        loading::when_loaded,
        news::tell,
        notice::{Notice, NoticeKind},
        relationship_fields::relationship_name,
        rules::rules,
    },
    form::FormErrors,
    i18n::use_i18n,
    route::{Route, use_go},
    session::{use_own, use_session},
    task::use_task,
};
use shared_types::problem::ProblemCode;
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

/// The page.
pub fn page() -> Html {
    signed_in(Route::NotFound, "unbind.unbind", |_: Here| html! { <Unbind /> })
}

#[component]
fn Unbind() -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let go = use_go();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let (bindings, load) = use_own(api::account::bindings);
    let id = match use_route::<Route>() {
        Some(Route::Unbind { id }) => id,
        _ => Uuid::nil(),
    };
    when_loaded(&bindings, &load, |bindings| {
        let Some(binding) = bindings.iter().find(|binding| binding.id == id) else {
            return html! {
                <Notice kind={NoticeKind::Warn}>
                    <p>{ i18n.t("problem.not_found") }</p>
                    <Link<Route> to={Route::Children} classes="btn">{ i18n.t("children.title") }</Link<Route>>
                </Notice>
            };
        };
        let name = binding.student.name.clone();
        let words = [("name", name.as_str())];
        let onclick = {
            let (i18n, errors, task) = (i18n.clone(), errors.clone(), task.clone());
            let done = i18n.with("unbind.done", &words);
            Callback::from(move |()| {
                let (i18n, errors, go) = (i18n.clone(), errors.clone(), go.clone());
                let (session, done) = (session.clone(), done.clone());
                task.run(async move {
                    match api::account::end_binding(id).await {
                        Err(error) if error.is_not_signed_in() => session.interrupt(),
                        // Otherwise ended, or ended already: an earlier answer was lost.
                        Err(error) if error.code() != Some(ProblemCode::NotFound) => {
                            errors.set(FormErrors::from_api(&i18n, &error, &[]));
                        }
                        _ => {
                            tell(Route::Children, done);
                            go.instead(Route::Children);
                        }
                    }
                });
            })
        };
        let student = &binding.student;
        html! {
            <>
                <ErrorSummary errors={(*errors).clone()} />
                <section class="card stack" aria-labelledby="unbind-child">
                    <h2 id="unbind-child">{ i18n.with("unbind.ask", &words) }</h2>
                    <p class="soft">{ i18n.with("student.detail", &[
                        ("school", &student.school_name), ("class", &student.class_name),
                        ("relationship", &relationship_name(&i18n, binding.relationship, None)),
                    ]) }</p>
                    { rules(&i18n, &["unbind.ends", "unbind.others", "unbind.again"]) }
                </section>
                <div class="actions">
                    <Button look={Look::Danger} busy={task.is_running()} {onclick}>
                        { i18n.with("unbind.confirm", &words) }
                    </Button>
                    <Link<Route> to={Route::Children} classes="btn btn--quiet">{ i18n.t("unbind.keep") }</Link<Route>>
                </div>
            </>
        }
    })
}
