import type { Locator, Page } from '@playwright/test';

/** Two strokes with a finger where the screen has touch, with the mouse elsewhere. */
export async function drawSignature(page: Page, pad: Locator): Promise<void> {
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('the signing area is not on the screen');
  const at = (x: number, y: number) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
  const strokes = [
    [at(0.15, 0.4), at(0.3, 0.7), at(0.45, 0.3), at(0.5, 0.6)],
    [at(0.6, 0.35), at(0.75, 0.4), at(0.7, 0.75), at(0.85, 0.7)],
  ];
  const touch = await page.evaluate(() => navigator.maxTouchPoints > 0);
  for (const stroke of strokes) await (touch ? drawWithFinger(page, stroke) : drawWithMouse(page, stroke));
}

interface Point {
  x: number;
  y: number;
}

async function drawWithMouse(page: Page, [first, ...rest]: Point[]): Promise<void> {
  if (!first) return;
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(point.x, point.y, { steps: 8 });
  await page.mouse.up();
}

async function drawWithFinger(page: Page, [first, ...rest]: Point[]): Promise<void> {
  if (!first) return;
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [first]);
  let from = first;
  for (const to of rest) {
    for (let part = 1; part <= 8; part++) {
      const along = (a: number, b: number) => a + ((b - a) * part) / 8;
      await touch('touchMove', [{ x: along(from.x, to.x), y: along(from.y, to.y) }]);
    }
    from = to;
  }
  await touch('touchEnd', []);
  await cdp.detach();
}

/** How many pixels of the signature are drawn. */
export function inkOf(page: Page): Promise<number> {
  return page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return pixels.filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0).length;
  });
}
