// Everything works without this. It makes leaving replace the page in the history (also by pressing Shift three times),
// counts the characters that are left, and moves the focus to an error summary.
(function () {
  "use strict";
  var leave = document.querySelector("[data-leave]");
  function go(event) {
    if (event) event.preventDefault();
    document.body.hidden = true;
    location.replace(leave.href);
  }
  if (leave) {
    leave.addEventListener("click", go);
    var presses = 0, timer;
    document.addEventListener("keyup", function (event) {
      if (event.key !== "Shift") { presses = 0; return; }
      clearTimeout(timer);
      timer = setTimeout(function () { presses = 0; }, 3000);
      presses += 1;
      if (presses === 3) go();
    });
  }
  var problem = document.getElementById("problem");
  if (problem) problem.focus();
  var area = document.querySelector("textarea[data-limit]");
  if (area) {
    var left = document.getElementById(area.id + "-left");
    var show = function () {
      var used = Array.from(area.value).length;
      left.textContent = left.dataset.left.replace("{n}", "\u2068" + (area.dataset.limit - used) + "\u2069");
    };
    left.hidden = false;
    area.addEventListener("input", show);
    show();
  }
})();
