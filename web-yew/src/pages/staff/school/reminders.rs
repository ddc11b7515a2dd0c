//! 提醒: one press, and how many were reminded of what.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        notice::{Notice, NoticeKind},
    },
    i18n::use_i18n,
    task::use_task,
};
use shared_types::review::Reminded;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct RemindersProps {
    pub code: AttrValue,
}

#[component]
pub fn Reminders(props: &RemindersProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let told = use_state_eq(|| None::<(NoticeKind, Vec<AttrValue>)>);
    let onclick = {
        let (i18n, task, told, code) = (i18n.clone(), task.clone(), told.clone(), props.code.clone());
        Callback::from(move |()| {
            let (i18n, told, code) = (i18n.clone(), told.clone(), code.clone());
            task.run(async move {
                match api::school::remind(&code).await {
                    Ok(Reminded { returned, unconfirmed, unused, too_soon, unproved }) => {
                        let lines = [
                            ("staff.reminded.returned", returned),
                            ("staff.reminded.unconfirmed", unconfirmed),
                            ("staff.reminded.unused", unused),
                            ("staff.reminded.too_soon", too_soon),
                            ("staff.reminded.unproved", unproved),
                        ];
                        let line = |(key, count): (&str, u64)| {
                            (count > 0).then(|| i18n.with(key, &[("count", &count.to_string())]))
                        };
                        let mut lines: Vec<_> = lines.into_iter().filter_map(line).collect();
                        if lines.is_empty() {
                            lines.push(i18n.t("staff.reminded.nobody"));
                        }
                        told.set(Some((NoticeKind::Good, lines)));
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => told.set(Some((NoticeKind::Bad, vec![error.message(&i18n)]))),
                }
            });
        })
    };
    html! {
        <>
            <p>{ i18n.t("staff.reminders_hint") }</p>
            <div class="actions">
                <Button look={Look::Quiet} busy={task.is_running()} {onclick}>{ i18n.t("staff.remind") }</Button>
            </div>
            if let Some((kind, lines)) = &*told {
                <Notice kind={*kind} live=true>{ for lines.iter().map(|line| html! { <p>{ line }</p> }) }</Notice>
            }
        </>
    }
}
