package web

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed testdata/axe.min.js
var axe string

// patience is how long the browser may take for one thing. It is generous: the
// machine that runs the tests may be busy.
const patience = 60 * time.Second

// browser is a tab of a headless Chromium, and what went wrong in it.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	wrongs []string
}

// newBrowser starts a Chromium that ends with the test.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("Chromium is missing: install it with 'apt-get install chromium fonts-noto-cjk' (Debian) and run the test again")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("lang", "en"), chromedp.Flag("force-device-scale-factor", "1"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

// look is how a page is looked at.
type look struct {
	width, height int64
	language      string // that the browser asks for
	dark, still   bool
}

// tab opens a tab of its own, without the cookies of others.
func tab(t *testing.T, chromium context.Context, l look) *browser {
	t.Helper()
	b := &browser{t: t}
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.hear))
	t.Cleanup(cancel)
	b.ctx = ctx
	scheme, motion := "light", "no-preference"
	if l.dark {
		scheme = "dark"
	}
	if l.still {
		motion = "reduce"
	}
	if err := chromedp.Do(ctx); err != nil { // without a deadline: the tab would end with it
		t.Fatalf("open a tab: %v", err)
	}
	call(b, log.Enable, cdp.Empty{})
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: l.width, Height: l.height, DeviceScaleFactor: 1, Mobile: l.width < 600,
	})
	call(b, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0", AcceptLanguage: l.language,
	})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
	}})
	t.Cleanup(func() {
		for _, w := range b.wrong() {
			t.Errorf("in the browser: %s", w)
		}
	})
	return b
}

// call runs a command of the protocol.
func call[P, R any](b *browser, command cdp.Command[P, R], params P) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		b.t.Fatalf("set the tab up: %v", err)
	}
}

// hear notes what goes wrong in the page.
func (b *browser) hear(ev any) {
	var wrong string
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeWarning {
			for _, arg := range ev.Args {
				wrong += fmt.Sprintf("%s %s ", arg.Value, arg.Description)
			}
		}
	case *runtime.EventExceptionThrown:
		wrong = fmt.Sprint(ev.ExceptionDetails.Text, ev.ExceptionDetails.Exception)
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
			wrong = ev.Entry.Text + " " + ev.Entry.URL
		}
	}
	if wrong != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.wrongs = append(b.wrongs, wrong)
	}
}

// wrong gives what went wrong so far, and forgets it.
func (b *browser) wrong() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.wrongs
	b.wrongs = nil
	return out
}

// do does something in the tab.
func (b *browser) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.fail(what, err)
	}
}

// fail ends the test with what the tab shows.
func (b *browser) fail(what string, err error) {
	b.t.Helper()
	b.shoot("failed")
	b.t.Fatalf("%s: %v\n%s", what, err, strings.Join(b.wrong(), "\n"))
}

// open opens an address.
func (b *browser) open(address string) {
	b.t.Helper()
	b.do("open "+address, chromedp.Navigate(address))
}

// eval gives the value of an expression in the page.
func eval[T any](b *browser, js string) T {
	b.t.Helper()
	out, err := tryEval[T](b, js)
	if err != nil {
		b.fail(js, err)
	}
	return out
}

func tryEval[T any](b *browser, js string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
}

// navigated is what the browser answers about a page that gave way to another
// one while it was asked.
const navigated = "navigated or closed"

// wait waits until an expression holds in the page.
func (b *browser) wait(js string) {
	b.t.Helper()
	deadline := time.After(patience)
	for look := time.NewTicker(20 * time.Millisecond); ; {
		holds, err := tryEval[bool](b, "!!("+js+")")
		switch {
		case holds:
			look.Stop()
			return
		case err != nil && !strings.Contains(err.Error(), navigated):
			b.fail("wait for "+js, err)
		}
		select {
		case <-look.C:
		case <-deadline:
			b.fail("wait for "+js, context.DeadlineExceeded)
		}
	}
}

// said waits until the newest message of the bot holds words.
func (b *browser) said(words string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`[...document.querySelectorAll(".theirs")].at(-1)?.innerText.includes(%q)`, words))
}

// click clicks with the mouse on the last element that a selector finds and
// that can be used.
func (b *browser) click(selector string) {
	b.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => !e.disabled).at(-1)`, selector)
	b.wait(find)
	at := eval[[]float64](b, `(() => { const e = `+find+`; e.scrollIntoView({block: "center"});
		const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	b.do("click "+selector, chromedp.MouseClickXY(at[0], at[1]))
}

// write types into the message box and sends it with Enter.
func (b *browser) write(text string) {
	b.t.Helper()
	eval[bool](b, `document.getElementById("text").focus(), true`)
	b.keys(text + kb.Enter)
	b.wait(`document.getElementById("text").value === ""`)
}

// keys presses keys, wherever the focus is.
func (b *browser) keys(keys string, with ...chromedp.Modifier) {
	b.t.Helper()
	b.do("press keys", chromedp.KeyEvent(keys, chromedp.KeyModifiers(with...)))
}

// shoot writes what the tab shows into the folder that TILLMATE_SCREENSHOTS
// names, or nowhere.
func (b *browser) shoot(name string) {
	dir := os.Getenv("TILLMATE_SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("no screenshot: %v", err)
		return
	}
	name = strings.NewReplacer("/", "_", " ", "_").Replace(b.t.Name()) + "_" + name + ".png"
	if err := os.WriteFile(filepath.Join(dir, name), png, 0o600); err != nil {
		b.t.Errorf("write a screenshot: %v", err)
	}
}

// accessible fails for what keeps people out, as axe finds it.
func (b *browser) accessible(where string) {
	b.t.Helper()
	eval[bool](b, axe+";true")
	found := eval[string](b, `axe.run().then(r => r.violations.filter(v => v.impact !== "minor")
		.map(v => v.impact + " " + v.id + ": " + v.help + "\n" + v.nodes.map(n => "  " + n.html.slice(0, 200) + " " + n.any.map(a => a.message).join("; ")).join("\n")).join("\n"))`)
	if found != "" {
		b.t.Errorf("%s:\n%s", where, found)
	}
}
