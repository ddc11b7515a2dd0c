//! 提醒單: a slip of paper for every child for whom nobody has applied; their parents have left no address.

use super::print::use_printed;
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api, browser,
    components::button::{Button, Look},
    i18n::{I18n, use_i18n},
    pages::staff::entries::day_words,
    task::use_task,
};
use qrcodegen::{QrCode, QrCodeEcc};
use shared_types::{
    person_name,
    review::ClassStudent,
    school_settings::{ContactTopic, SchoolContacts},
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SlipsProps {
    pub school_code: AttrValue,
    pub class_name: AttrValue,
    /// For whom nobody has applied.
    pub students: Vec<ClassStudent>,
    /// Told why there are no slips.
    pub on_failure: Callback<AttrValue>,
}

/// The button, and the slips while they are printed.
#[component]
pub fn Slips(props: &SlipsProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let contacts = use_state_eq(|| None::<SchoolContacts>);
    {
        let contacts = contacts.clone();
        use_printed(contacts.is_some(), Callback::from(move |()| contacts.set(None)));
    }
    let onclick = {
        let (i18n, task, contacts) = (i18n.clone(), task.clone(), contacts.clone());
        let (code, on_failure) = (props.school_code.clone(), props.on_failure.clone());
        Callback::from(move |()| {
            let (i18n, contacts) = (i18n.clone(), contacts.clone());
            let (code, on_failure) = (code.clone(), on_failure.clone());
            task.run(async move {
                match api::school::contacts(&code).await {
                    Ok(found) => contacts.set(Some(found)),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => on_failure.emit(error.message(&i18n)),
                }
            });
        })
    };
    let count = props.students.len().to_string();
    html! {
        <>
            <Button look={Look::Quiet} small=true busy={task.is_running()} {onclick}>
                { i18n.with("review.slips", &[("count", &count)]) }
            </Button>
            if let Some(contacts) = &*contacts {
                <div class="slips">{ for props.students.iter().map(|one| slip(&i18n, &props.class_name, one, contacts)) }</div>
            }
        </>
    }
}

/// The name is masked: a slip may lie on a desk. Whatever language the teacher reads, the slip is for all parents.
fn slip(i18n: &I18n, class: &str, student: &ClassStudent, contacts: &SchoolContacts) -> Html {
    let address = format!("{}/apply", browser::window().location().origin().unwrap_or_default());
    let seat = student.seat_number.to_string();
    let child = [("class", class), ("seat", seat.as_str()), ("name", &person_name::masked(&student.name))];
    let office = contacts.contacts.iter().find(|one| one.topic == ContactTopic::Binding);
    html! {
        <section class="slip" key={student.id.to_string()}>
            { qr_code(&address) }
            <div>
                <h2>{ i18n.t("review.slip.title") }</h2>
                <p>{ i18n.with("staff.mail_child_is", &child) }</p>
                <p>{ i18n.t("review.slip.text") }</p>
                <p class="num">{ &address }</p>
                if let Some(day) = contacts.apply_until {
                    <p>{ i18n.with("review.slip.until", &[("day", &day_words(i18n, day.into()))]) }</p>
                }
                if contacts.paper_required { <p>{ i18n.t("review.slip.paper") }</p> }
                if let Some(office) = office {
                    <p>{ i18n.with("review.slip.office", &[("office", &office.office), ("phone", &office.phone)]) }</p>
                }
                <p lang="en">{ "Not linked to your child yet: scan the code, it takes about 5 minutes." }</p>
            </div>
        </section>
    }
}

/// One path: a black square for every module. Nothing for an address that is too long for a code.
fn qr_code(address: &str) -> Html {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return Html::default() };
    let size = code.size();
    let cells = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let black = cells.filter(|&(x, y)| code.get_module(x, y));
    let path: String = black.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
    html! {
        <svg class="slip__code" viewBox={format!("-4 -4 {0} {0}", size + 8)} shape-rendering="crispEdges" aria-hidden="true">
            <path d={path} />
        </svg>
    }
}
