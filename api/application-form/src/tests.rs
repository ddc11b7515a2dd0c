//! The PDF, read back.

use crate::{
    ApplicationForm, FormError, FormRenderer, RenderedForm,
    data::Data,
    fonts::{Families, Fonts},
    sample,
    template::DATA,
};
use lopdf::{Document, content::Content};
use serde_json::Value;
use shared_types::{language::Language, relationship::Relationship, signature::Signature};
use std::{fs, path::PathBuf, sync::LazyLock};

/// Where Debian's font packages put theirs.
const FOLDER: &str = "/usr/share/fonts";

static RENDERER: LazyLock<FormRenderer> = LazyLock::new(|| {
    let renderer = FormRenderer::open(None, vec![FOLDER.into()]).unwrap();
    let report = renderer.font_report();
    assert!(
        report.preferred.contains(&"TW-Sung".into()) && report.lacking_extensions.is_empty(),
        "install fonts-cns11643-sung fonts-hanazono fonts-babelstone-han fonts-liberation fonts-dejavu-core; there are {:?}",
        report.preferred
    );
    renderer
});

fn chinese() -> ApplicationForm {
    sample::form(Language::TraditionalChinese)
}

fn rendered(form: &ApplicationForm) -> RenderedForm {
    let rendered = RENDERER.render(form).unwrap();
    assert_eq!(rendered.inaccessible, None);
    rendered
}

/// The printed words of all pages, without white space: where a line ends is the template's business.
fn text(rendered: &RenderedForm) -> String {
    let document = Document::load_mem(&rendered.pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap().chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

#[track_caller]
fn assert_prints(rendered: &RenderedForm, words: &[&str]) {
    let text = text(rendered);
    for word in words {
        assert!(text.contains(&word.replace(' ', "")), "{word} is not in\n{text}");
    }
}

/// How often each of these operators is on the first page.
fn operators(rendered: &RenderedForm, names: &[&str]) -> usize {
    let document = Document::load_mem(&rendered.pdf).unwrap();
    let content = document.get_page_content(document.get_pages()[&1]);
    let content = Content::decode(&content).unwrap();
    content.operations.iter().filter(|operation| names.contains(&operation.operator.as_str())).count()
}

#[test]
fn vietnamese_words_are_set_in_one_font_that_has_all_their_letters() {
    let words = "Đơn đăng ký liên kết với con: NGUYỄN THỊ THU";
    let choice = Fonts::find(&[FOLDER.into()]).choose(&words.chars().collect());
    assert_eq!(serde_json::to_value(&choice.families).unwrap()["chinese"], serde_json::json!([]));
    assert!(choice.missing.is_empty());
}

#[test]
fn a_form_is_set_in_the_fonts_of_its_own_characters_alone() {
    let fonts = Fonts::find(&[FOLDER.into()]);
    let families = |words: &str| serde_json::to_value(fonts.choose(&words.chars().collect()).families).unwrap();
    let expected = |chinese: &[&str]| serde_json::json!({ "latin": "Liberation Serif", "chinese": chinese });
    assert_eq!(families("王○明 A1"), expected(&["TW-Sung"]));
    assert_eq!(families("王𠮷𬺰"), expected(&["TW-Sung", "TW-Sung-Ext-B", "HanaMinB"]));
}

#[test]
fn the_letters_of_one_language_do_not_choose_the_font_of_another() {
    let embedded = |language| {
        let document = Document::load_mem(&rendered(&sample::form(language)).pdf).unwrap();
        let name =
            |object: &lopdf::Object| Some(object.as_dict().ok()?.get(b"BaseFont").ok()?.as_name().ok()?.to_vec());
        document.objects.values().filter_map(name).map(|name| String::from_utf8(name).unwrap()).collect::<String>()
    };
    for language in [Language::TraditionalChinese, Language::English, Language::Indonesian] {
        assert!(embedded(language).contains("LiberationSerif"), "{language:?}");
    }
    assert!(!embedded(Language::Vietnamese).contains("Sans"));
}

#[test]
fn the_sample_data_is_what_a_template_gets() {
    let file: Value = serde_json::from_str(include_str!("../templates/application.json")).expect("the sample is JSON");
    let form = chinese();
    let mut data = Data::new(&form);
    data.fonts = Families::new("Liberation Serif", &["TW-Sung"]);
    let data = serde_json::to_value(data).unwrap();
    assert!(file == data, "{DATA} should be\n{}", serde_json::to_string(&data).unwrap());
}

#[test]
fn a_chinese_form_says_who_applies_for_whom_and_when() {
    let form = rendered(&chinese());
    assert!(form.missing.is_empty());
    assert_prints(
        &form,
        &[
            "親子綁定申請書",
            "115-7K3Q9XWD",
            "中華民國115年11月21日20:03",
            "王大明",
            "A12****789",
            "0912-345-678",
            "daming@example.com",
            "王○明",
            "市立內湖國小",
            "五年一班",
            "父親",
            "其他（繼父）",
            "導師核章",
            "第1版",
            "中華民國115年11月21日20:01",
            "9f86d081884c7d65",
            "第1頁，共1頁",
        ],
    );
}

#[test]
fn an_english_form_has_the_chinese_labels_too() {
    let form = rendered(&sample::form(Language::English));
    assert_prints(
        &form,
        &["Application to link a parent with a child", "2026-11-21 20:03", "Father", "Relationship關係", "Page 1 of 1"],
    );
}

#[test]
fn vietnamese_and_indonesian_are_spoken_too() {
    let vietnamese = rendered(&sample::form(Language::Vietnamese));
    assert!(vietnamese.missing.is_empty());
    assert_prints(&vietnamese, &["Đơn đăng ký liên kết phụ huynh với con", "Quan hệ關係", "Cha"]);
    let indonesian = rendered(&sample::form(Language::Indonesian));
    assert_prints(&indonesian, &["Permohonan penautan orang tua dengan anak", "Hubungan關係", "Ayah"]);
}

#[test]
fn a_screen_reader_finds_title_language_and_structure() {
    for (language, tag) in [(Language::TraditionalChinese, "zh-TW"), (Language::English, "en")] {
        let form = rendered(&sample::form(language));
        let document = Document::load_mem(&form.pdf).unwrap();
        let catalog = document.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), tag.as_bytes());
        let mark_info = catalog.get_deref(b"MarkInfo", &document).unwrap().as_dict().unwrap();
        assert!(mark_info.get(b"Marked").unwrap().as_bool().unwrap());
        let metadata = catalog.get_deref(b"Metadata", &document).unwrap().as_stream().unwrap();
        let metadata = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
        assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"), "{metadata}");
        assert!(metadata.contains("115-7K3Q9XWD</rdf:li>"), "{metadata}");
        let roles: Vec<&[u8]> = document
            .objects
            .values()
            .filter_map(|object| object.as_dict().ok()?.get(b"S").ok()?.as_name().ok())
            .collect();
        for role in ["H1", "Table", "TH", "TD", "Figure"] {
            assert!(roles.contains(&role.as_bytes()), "{role}");
        }
    }
}

#[test]
fn rare_characters_of_every_extension_are_printed() {
    let mut form = chinese();
    form.applicant.name = "林𬀩𠮷𪜈𫝀𬺰𰀀𱍐䶵".into();
    form.children[0] = sample::child("𠮷○辰", "市立內湖國小", "五年一班", Relationship::Mother, None);
    let rendered = rendered(&form);
    assert_eq!(rendered.missing, Vec::<char>::new());
    assert_prints(&rendered, &["林𬀩𠮷𪜈𫝀𬺰𰀀𱍐䶵", "𠮷○辰"]);
    assert!(rendered.pdf.len() < 200_000, "{} bytes: fonts are embedded as subsets", rendered.pdf.len());
}

#[test]
fn a_character_without_glyph_becomes_a_box_and_a_note() {
    let mut form = chinese();
    // Of extension I, younger than every font that Debian has.
    form.applicant.name = "王\u{2ebf0}明".into();
    form.signature = Signature::Typed { name: "王\u{2ebf0}明".into() };
    let rendered = rendered(&form);
    assert_eq!(rendered.missing, ['\u{2ebf0}']);
    assert_prints(&rendered, &["王2EBF0※1明", "※1系統字型沒有這個字（UnicodeU+2EBF0）"]);
}

#[test]
fn what_people_typed_is_never_markup() {
    let mut form = chinese();
    let name = "#panic() *bold* _it_ $x$ @ref <l> \\u{41} // = \"]) [";
    form.applicant.name = name.into();
    form.signature = Signature::Typed { name: name.into() };
    form.children[0].relationship = Relationship::Other;
    form.children[0].relationship_note = Some("{name} #eval(\"1\")".into());
    form.consent.title = "= 聲明 #read(\"/etc/passwd\")".into();
    assert_prints(&rendered(&form), &[name, "其他（{name}#eval(\"1\")）", "= 聲明 #read(\"/etc/passwd\")"]);
}

#[test]
fn a_drawn_signature_is_made_of_curves_and_a_typed_one_of_letters() {
    let mut form = chinese();
    let (curves, images) = (["c", "v", "y"], ["Do", "BI"]);
    let drawn = rendered(&form);
    form.signature = Signature::Typed { name: "王大明".into() };
    let typed = rendered(&form);
    // Of fifteen strokes, each has one less curve than inner and outer points.
    assert!(operators(&drawn, &curves) >= 35);
    assert_eq!(operators(&typed, &curves), 0);
    assert_eq!(operators(&drawn, &images) + operators(&typed, &images), 0);
    assert_prints(&typed, &["申請人以輸入姓名的方式簽署，效力和手寫簽名相同。"]);
    assert!(!text(&drawn).contains("輸入姓名"));
}

#[test]
fn dots_and_the_longest_signature_can_be_drawn() {
    let mut form = chinese();
    let wave = |stroke: u16| (0..79).map(|i| [i * 51, stroke * 40 + i * 37 % 90]).collect::<Vec<_>>();
    let mut strokes: Vec<Vec<[u16; 2]>> = (0..98).map(wave).collect();
    strokes.extend([vec![[7, 7]], vec![]]);
    form.signature = Signature::Drawn { width: 4096, height: 4096, strokes };
    assert!(rendered(&form).pdf.len() < 250_000);
    form.signature = Signature::Drawn { width: 10, height: 10, strokes: vec![vec![[3, 3]]] };
    rendered(&form);
}

#[test]
fn twelve_children_take_two_pages_with_the_headings_on_each() {
    let mut form = chinese();
    form.children = (0..12)
        .map(|_| sample::child("NGUYEN ○○○ THU", "市立內湖國小", "五年一班", Relationship::MaternalGrandmother, None))
        .collect();
    form.applicant.name = "Nguyễn Thị Minh Khai".into();
    form.applicant.email = format!("{}@{}.example", "a".repeat(64), "b".repeat(63));
    let form = rendered(&form);
    assert_eq!(text(&form).matches("學生姓名").count(), 2 + 1, "both headings, and a note about masked names");
    assert_prints(&form, &["第1頁，共2頁", "第2頁，共2頁", "Nguyễn Thị Minh Khai", &"a".repeat(64), &"b".repeat(63)]);
}

#[test]
fn the_same_form_is_the_same_bytes() {
    assert_eq!(rendered(&chinese()).pdf, rendered(&chinese()).pdf);
}

#[test]
fn without_a_chinese_font_there_is_no_form_and_the_reason_is_named() {
    let folder = Folder::new("no-fonts", &[]);
    let renderer = FormRenderer::open(None, vec![folder.0.clone()]).unwrap();
    assert!(!renderer.font_report().has_chinese);
    let error = renderer.render(&chinese()).err().expect("no form").to_string();
    assert!(error.contains("fonts-cns11643-sung") && error.contains("no-fonts"), "{error}");
}

#[test]
fn a_schools_own_words_take_the_place_of_ours() {
    let words = include_str!("../templates/words.json").replace("親子綁定申請書", "內湖國小親子申請書");
    let folder = Folder::new("own-words", &[("words.json", words.as_bytes())]);
    let renderer = FormRenderer::open(Some(&folder.0), vec![FOLDER.into()]).unwrap();
    assert_prints(&renderer.render(&chinese()).unwrap(), &["內湖國小親子申請書"]);
}

#[test]
fn a_template_that_does_not_compile_is_refused_with_file_and_line() {
    for (name, source, reason) in [
        ("broken", "= Form\n#form.nothing", "application-form.typ:2:2: unknown variable: form"),
        ("package", "#import \"@preview/cetz:0.4.0\"", "packages are not fetched"),
        ("outside", "#read(\"../../etc/passwd\")", "application-form.typ:1:7"),
        ("words", "#json(\"words.json\").zh-TW.nothing", "nothing"),
    ] {
        let folder = Folder::new(name, &[("application-form.typ", source.as_bytes())]);
        let error = FormRenderer::open(Some(&folder.0), vec![]).err().expect("refused");
        assert!(matches!(&error, FormError::Template(text) if text.contains(reason)), "{error}");
    }
    let nowhere = FormRenderer::open(Some("/nowhere/at/all".as_ref()), vec![]).err().expect("refused");
    assert!(nowhere.to_string().contains("/nowhere/at/all"), "{nowhere}");
}

#[test]
fn a_template_that_is_not_accessible_still_makes_a_form_and_says_so() {
    let source = "#let form = json(\"application.json\")\n#set text(font: form.fonts.chinese)\n#form.reference";
    let folder = Folder::new("untitled", &[("application-form.typ", source.as_bytes())]);
    let renderer = FormRenderer::open(Some(&folder.0), vec![FOLDER.into()]).unwrap();
    let form = renderer.render(&chinese()).unwrap();
    assert_prints(&form, &["115-7K3Q9XWD"]);
    assert!(form.inaccessible.unwrap().contains("title"));
}

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let folder = std::env::temp_dir().join(format!("kinbind-form-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in files {
            fs::write(folder.join(name), bytes).unwrap();
        }
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

#[test]
fn every_relationship_and_every_word_is_there_in_each_language() {
    let words: Value = serde_json::from_str(include_str!("../templates/words.json")).unwrap();
    let keys = |tag: &str| words[tag].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for language in Language::ALL {
        assert_eq!(keys("zh-TW"), keys(language.tag()));
    }
    for relationship in Relationship::ALL {
        assert!(keys("en").contains(&format!("relationship.{}", relationship.code())), "{relationship:?}");
    }
}
