"""The addresses of one person's screens."""

from django.urls import URLPattern, path

from heartsease.web.patient.screens.ally import view as ally
from heartsease.web.patient.screens.ask import view as ask
from heartsease.web.patient.screens.back import view as back
from heartsease.web.patient.screens.bring import view as bring
from heartsease.web.patient.screens.card import view as card
from heartsease.web.patient.screens.consent import view as consent
from heartsease.web.patient.screens.data import view as data
from heartsease.web.patient.screens.device import view as device
from heartsease.web.patient.screens.food import view as food
from heartsease.web.patient.screens.fortnight import view as fortnight
from heartsease.web.patient.screens.gallery import view as gallery
from heartsease.web.patient.screens.help import view as help_now
from heartsease.web.patient.screens.helpers import view as helpers
from heartsease.web.patient.screens.journal import view as journal
from heartsease.web.patient.screens.labs import view as labs
from heartsease.web.patient.screens.leave import view as leave
from heartsease.web.patient.screens.library import view as library
from heartsease.web.patient.screens.light import view as light
from heartsease.web.patient.screens.map import view as whole_map
from heartsease.web.patient.screens.minute import view as minute
from heartsease.web.patient.screens.now import view as now
from heartsease.web.patient.screens.offline import view as offline
from heartsease.web.patient.screens.passport import view as passport
from heartsease.web.patient.screens.plan import view as plan
from heartsease.web.patient.screens.practices import view as practices
from heartsease.web.patient.screens.program import view as program
from heartsease.web.patient.screens.progress import view as progress
from heartsease.web.patient.screens.reminders import view as reminders
from heartsease.web.patient.screens.safety import view as safety
from heartsease.web.patient.screens.safety_plan import view as safety_plan
from heartsease.web.patient.screens.sharing import view as sharing
from heartsease.web.patient.screens.sleep import view as sleep
from heartsease.web.patient.screens.today import view as today
from heartsease.web.patient.screens.treatments import view as treatments
from heartsease.web.patient.screens.visit import view as visit
from heartsease.web.patient.screens.welcome import view as welcome
from heartsease.web.patient.screens.worse import view as worse

urlpatterns: list[URLPattern] = [
    path("", welcome.page, name="welcome"),
    path("help/", help_now.page, name="help"),
    path("leave/", leave.page, name="leave"),
    path("gallery/", gallery.page, name="gallery"),
    path("start/", consent.page, name="consent"),
    path("back/", back.page, name="back"),
    path("now/", now.page, name="now"),
    path("ask/<str:instrument>/", ask.page, name="ask"),
    path("card/<str:card>/", card.page, name="card"),
    path("safety/", safety.page, name="safety"),
    path("safety/plan/", safety_plan.page, name="safety_plan"),
    path("safety/plan/write/", safety_plan.write, name="safety_plan_write"),
    path("safety/plan/<slug:part>/", safety_plan.part, name="safety_plan_part"),
    path("minute/", minute.page, name="minute"),
    path("minute/<slug:practice>/", minute.one, name="minute_one"),
    path("minute/<slug:practice>/done/", minute.done, name="minute_done"),
    path("practices/", practices.page, name="practices"),
    path("practices/<slug:practice>/", practices.one, name="practice"),
    path("practices/<slug:practice>/go/", practices.play, name="practice_play"),
    path("practices/<slug:practice>/done/", practices.done, name="practice_done"),
    path("light/", light.page, name="light"),
    path("helpers/", helpers.page, name="helpers"),
    path("helpers/sheet/", helpers.sheet, name="helpers_sheet"),
    path("map/", whole_map.page, name="map"),
    path("map/<slug:finding>/", whole_map.finding, name="finding"),
    path("plan/", plan.page, name="plan"),
    path("plan/<slug:intervention>/wish/", plan.wish, name="wish"),
    path("plan/<slug:intervention>/choose/", plan.choose, name="choose"),
    path("plan/<slug:intervention>/look/", plan.look_again, name="look_again"),
    path("worse/", worse.page, name="worse"),
    path("worse/<slug:intervention>/new/", worse.new, name="worse_new"),
    path("worse/<uuid:entry>/", worse.more, name="worse_more"),
    path("worse/<uuid:entry>/settle/", worse.settle, name="worse_settle"),
    path("library/", library.page, name="library"),
    path("library/<slug:id>/", library.item, name="library_item"),
    path("passport/", passport.page, name="passport"),
    path("passport/first/", passport.first, name="passport_first"),
    path("passport/new/", passport.new, name="trial_new"),
    path("passport/<uuid:entry>/", passport.edit, name="trial_edit"),
    path("passport/episode/", passport.episode, name="episode"),
    path("passport/medicines/new/", passport.medicine_new, name="medicine_new"),
    path(
        "passport/medicines/<uuid:entry>/stop/",
        passport.medicine_stop,
        name="medicine_stop",
    ),
    path("passport/whole/<slug:which>/", passport.whole, name="list_whole"),
    path("labs/", labs.page, name="labs"),
    path("labs/new/", labs.new, name="lab_new"),
    path("labs/<uuid:entry>/take-back/", labs.take_back, name="lab_take_back"),
    path("bring/", bring.page, name="bring"),
    path("visit/", visit.page, name="visit"),
    path("visit/sheet/", visit.sheet, name="visit_sheet"),
    path("visit.pdf", visit.pdf, name="visit_pdf"),
    path("progress/", progress.page, name="progress"),
    path("food/", food.page, name="food"),
    path("food/<slug:day>/<slug:moment>/", food.meal, name="meal"),
    path("sleep/", sleep.page, name="sleep"),
    path("sleep/path/", sleep.path, name="sleep_path"),
    path("sleep/<slug:day>/", sleep.night, name="night"),
    path("matters/", journal.page, name="journal"),
    path("matters/new/", journal.new, name="journal_new"),
    path("matters/words/", journal.values, name="journal_values"),
    path("matters/went/", journal.went, name="journal_went"),
    path("matters/<uuid:entry>/", journal.one, name="journal_one"),
    path("program/", program.page, name="program"),
    path("program/<slug:lesson>/", program.lesson, name="lesson"),
    path("today/", today.page, name="today"),
    path("today/<slug:day>/", today.page, name="today_of"),
    path("device/", device.page, name="device"),
    path("notes/", reminders.page, name="reminders"),
    path("note/off/<str:word>/", reminders.off, name="note_off"),
    path("note/<str:key>.ics", reminders.feed, name="note_feed"),
    path("offline/", offline.page, name="offline"),
    path("offline/pack.json", offline.pack, name="offline_pack"),
    path("worker.js", offline.worker, name="worker"),
    path("sync/", offline.send, name="sync"),
    path("two-weeks/", fortnight.page, name="fortnight"),
    path("treatments/", treatments.page, name="treatments"),
    path("sharing/", sharing.page, name="sharing"),
    path("sharing/new/", sharing.new, name="share_new"),
    path("sharing/hard/", sharing.hard_day, name="hard_day"),
    path("sharing/<uuid:share>/confirm/", sharing.confirm, name="share_confirm"),
    path("sharing/<uuid:share>/end/", sharing.end, name="share_end"),
    path("sharing/<uuid:share>/<slug:section>/", sharing.section, name="share_section"),
    path("ally/", ally.page, name="ally"),
    path("ally/code/", ally.code, name="ally_code"),
    path("ally/<uuid:share>/", ally.one, name="ally_one"),
    path("ally/<uuid:share>/leave/", ally.leave, name="ally_leave"),
    path("data/", data.data, name="data"),
    path("data/export/", data.data_export, name="data_export"),
    path("data/import/", data.data_import, name="data_import"),
    path("data/wipe/", data.data_wipe, name="data_wipe"),
]
