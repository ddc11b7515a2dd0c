//! The strokes of a signature, apart from the canvas that shows them.

use shared_types::limits;

/// A drawing on paper as large as the area, or as what is drawn where that is larger: only then is it shown smaller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strokes {
    width: u16,
    height: u16,
    /// Pixels of the area for a unit of the paper; at most 1, so that what is drawn keeps its size
    /// where it can.
    scale: f64,
    strokes: Vec<Vec<[u16; 2]>>,
}

impl Strokes {
    /// Of the paper, in its units.
    pub fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    pub fn scale(&self) -> f64 {
        self.scale
    }

    pub fn strokes(&self) -> &[Vec<[u16; 2]>] {
        &self.strokes
    }

    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    /// The pen touches the area at this pixel. False when the drawing is full.
    pub fn begin(&mut self, x: i32, y: i32) -> bool {
        let room = self.strokes.len() < limits::SIGNATURE_STROKES && self.has_room();
        if room {
            let point = self.on_paper(x, y);
            self.strokes.push(vec![point]);
        }
        room
    }

    /// The pen moves. Answers the line to draw; `None` when it is too short to be seen or the
    /// drawing is full.
    pub fn extend(&mut self, x: i32, y: i32) -> Option<([u16; 2], [u16; 2])> {
        let to = self.on_paper(x, y);
        let room = self.has_room();
        let stroke = self.strokes.last_mut()?;
        let from = *stroke.last()?;
        if !room || from[0].abs_diff(to[0]) + from[1].abs_diff(to[1]) < 2 {
            return None;
        }
        stroke.push(to);
        Some((from, to))
    }

    fn has_room(&self) -> bool {
        self.strokes.iter().map(Vec::len).sum::<usize>() < limits::SIGNATURE_POINTS
    }

    pub fn undo(&mut self) {
        self.strokes.pop();
    }

    pub fn clear(&mut self) {
        self.strokes.clear();
    }

    /// The area has this size now.
    pub fn fit(&mut self, width: u16, height: u16) {
        let reach = |axis: usize| self.strokes.iter().flatten().map(|point| point[axis]).max().unwrap_or(1);
        (self.width, self.height) = (width.max(reach(0)).max(1), height.max(reach(1)).max(1));
        let part = |area: u16, paper: u16| f64::from(area.max(1)) / f64::from(paper);
        self.scale = part(width, self.width).min(part(height, self.height));
    }

    fn on_paper(&self, x: i32, y: i32) -> [u16; 2] {
        let unit = |pixel: i32, most: u16| (f64::from(pixel) / self.scale).clamp(0.0, f64::from(most)) as u16;
        [unit(x, self.width), unit(y, self.height)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_types::signature::check_strokes;

    fn drawn() -> Strokes {
        let mut strokes = Strokes::default();
        strokes.fit(300, 150);
        strokes.begin(10, 10);
        strokes.extend(290, 140);
        strokes
    }

    #[test]
    fn what_is_drawn_is_a_signature_even_where_the_pen_leaves_the_paper() {
        let mut strokes = drawn();
        strokes.begin(-5, 20);
        strokes.extend(900, 900);
        assert_eq!(check_strokes(300, 150, strokes.strokes()), Ok(()));
    }

    #[test]
    fn a_phone_turned_twice_shows_the_drawing_as_it_was() {
        let mut strokes = drawn();
        let before = strokes.clone();
        strokes.fit(145, 150);
        assert_eq!(strokes.scale(), 0.5);
        strokes.fit(300, 150);
        assert_eq!(strokes, before);
        strokes.fit(700, 150);
        assert_eq!(strokes.scale(), 1.0);
        strokes.fit(300, 150);
        assert_eq!(strokes, before, "nor is it smaller after a wider area");
    }

    #[test]
    fn the_pen_draws_where_it_is_on_an_area_of_any_size() {
        let mut strokes = drawn();
        strokes.fit(145, 150);
        strokes.begin(100, 20);
        assert_eq!(strokes.strokes()[1], [[200, 40]]);
        strokes.fit(600, 150);
        strokes.begin(590, 20);
        assert_eq!(strokes.strokes()[2], [[590, 20]]);
        assert_eq!(check_strokes(600, 150, strokes.strokes()), Ok(()));
    }

    #[test]
    fn undo_takes_the_last_stroke() {
        let mut strokes = drawn();
        strokes.begin(20, 20);
        strokes.undo();
        assert_eq!(strokes.strokes().len(), 1);
        strokes.undo();
        strokes.undo();
        assert!(strokes.is_empty());
    }

    #[test]
    fn a_drawing_stays_within_its_bounds() {
        let mut strokes = Strokes::default();
        strokes.fit(300, 150);
        for stroke in 0..200 {
            let begun = strokes.begin(0, 0);
            for step in (0..200).filter(|_| begun) {
                strokes.extend(step * 7 % 300, (step + stroke) * 5 % 150);
            }
        }
        assert_eq!(check_strokes(300, 150, strokes.strokes()), Ok(()));
    }
}
